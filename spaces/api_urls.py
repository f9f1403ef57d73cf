"""Addresses of spaces below /api/v1/."""

urlpatterns: list = []
