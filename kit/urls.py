"""Addresses that machines ask: is the process alive, may it get traffic."""

from django.urls import path

from kit.http import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
