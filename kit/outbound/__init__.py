"""Addresses given by people: which may be asked, and asking them."""
