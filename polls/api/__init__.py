"""The REST API of polls."""
