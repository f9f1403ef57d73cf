"""Addresses of devices to be reached on."""

from django.urls import path

from notifications.webpush import views

urlpatterns = [
    path("notifications/<int:pk>/open/", views.follow, name="notification-open"),
    path("push/", views.keys, name="push-keys"),
    path("push/receipts/", views.receipt, name="push-receipt"),
    path("push/devices/", views.devices, name="push-devices"),
    path("push/devices/<int:pk>/", views.device, name="push-device"),
    path("push/devices/<int:pk>/on/", views.switch, name="push-device-on"),
    path("push/devices/<int:pk>/trial/", views.trial, name="push-device-trial"),
]
