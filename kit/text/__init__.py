"""Text that people write and read: cleaned, rendered, said in their language."""
