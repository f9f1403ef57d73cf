"""People, their profile, keys and plans over REST: the same querysets and actions as the pages."""
