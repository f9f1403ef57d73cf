"""Addresses of web push below /api/v1/, and the methods that answer there."""

from kit.api.views import at
from notifications.webpush.api import PushDevices

DEVICE = "push/devices/<int:pk>/"

urlpatterns = [
    at("push/key/", PushDevices, "api-push-key", get="public_key"),
    at("push/devices/", PushDevices, "api-push-devices", get="list", post="add"),
    at(DEVICE, PushDevices, "api-push-device", delete="remove"),
    at(f"{DEVICE}on/", PushDevices, "api-push-device-on", put="turn_on", delete="turn_off"),
    at(f"{DEVICE}trial/", PushDevices, "api-push-device-trial", post="try_out"),
]
