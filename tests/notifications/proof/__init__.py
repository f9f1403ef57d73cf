"""The proof that digests reach everybody once, whatever is killed."""

SETTLED_SECONDS = 10  # longer than any writing takes, on a busy machine too
