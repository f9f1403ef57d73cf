"""Addresses of web push below /api/v1/."""

from django.urls import path

from notifications.webpush.api import (
    PushDeviceDetail,
    PushDevices,
    PushDeviceSwitch,
    PushDeviceTrial,
    PushKeyView,
)

urlpatterns = [
    path("push/key/", PushKeyView.as_view({"get": "retrieve"}), name="api-push-key"),
    path(
        "push/devices/",
        PushDevices.as_view({"get": "list", "post": "create"}),
        name="api-push-devices",
    ),
    path(
        "push/devices/<int:pk>/",
        PushDeviceDetail.as_view({"delete": "destroy"}),
        name="api-push-device",
    ),
    path(
        "push/devices/<int:pk>/on/",
        PushDeviceSwitch.as_view({"put": "update", "delete": "destroy"}),
        name="api-push-device-on",
    ),
    path(
        "push/devices/<int:pk>/trial/",
        PushDeviceTrial.as_view({"post": "create"}),
        name="api-push-device-trial",
    ),
]
