"""The search over REST: the same questions as the page."""
