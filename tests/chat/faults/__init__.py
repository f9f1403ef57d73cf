"""Clients that lose answers, servers that are killed, and what is true afterwards."""
