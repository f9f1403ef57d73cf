"""Addresses of the frame: look, help in trouble, and the language of visitors."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from intranet import design_system, keys
from intranet.device import views as device

urlpatterns = [
    path("brand.css", design_system.brand_css, name="brand-css"),
    path("brand/logo", design_system.logo, name="brand-logo"),
    path("keys/", keys.keys, name="keys"),
    path("style/", design_system.style, name="style"),
    path("sw.js", device.worker, name="service-worker"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("brand/icons/<str:name>.png", device.icon, name="brand-icon"),
    path("settings/this-device/", device.this_device, name="this-device"),
    path("device/frame/", device.frame, name="device-frame"),
    path("offline/", design_system.offline, name="offline"),
    path("language/", login_not_required(set_language), name="set_language"),
]
