"""Digests by mail: one for a person and a window, the windows without gaps."""
