"""The proof that summaries reach everybody once, whatever is killed."""

SETTLED_SECONDS = 10  # longer than any writing takes, on a busy machine too
