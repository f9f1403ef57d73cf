"""The proof that summaries reach everybody once, whatever is killed."""
