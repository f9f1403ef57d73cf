"""What the database is asked: statements, pages of lists, rows written once."""
