"""Addresses of people below /api/v1/."""

urlpatterns: list = []
