"""Work that must not be lost, and work that is due by itself."""
