"""How often people may found a space."""

from kit.http.throttling import Rate

FOUND_SPACE = Rate("found", 20, 3600)
