"""What the views of the API have in common."""
