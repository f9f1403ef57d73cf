"""Announcements over REST: the same querysets and the same actions as the pages."""
