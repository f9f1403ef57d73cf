"""Addresses of the frame: look, help in trouble, and the language of visitors."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from intranet import keys, style

urlpatterns = [
    path("brand.css", style.brand_css, name="brand-css"),
    path("brand/logo", style.logo, name="brand-logo"),
    path("keys/", keys.keys, name="keys"),
    path("style/", style.style, name="style"),
    path("offline/", style.offline, name="offline"),
    path("language/", login_not_required(set_language), name="set_language"),
]
