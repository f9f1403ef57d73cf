"""What people want to be told, where, and what the company has decided about it."""
