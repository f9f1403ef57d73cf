"""HTTP in, HTML out: the list of spaces, the pages of one, and the ways in and out."""
