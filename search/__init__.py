"""One box over everything one may read: the index, the questions to it, and their pages."""
