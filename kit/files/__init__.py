"""Uploads: stored, decoded, handed out, cleaned up."""
