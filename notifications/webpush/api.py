"""Web push over REST: the key of this site, and the own devices."""

from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import writing
from accounts.models import ApiToken
from kit.api.methods import call, shows
from kit.api.views import Viewset
from kit.http import throttling
from notifications.webpush import actions
from notifications.webpush.keys import public_key
from notifications.webpush.models import PushDevice


class PushDeviceRow(serializers.ModelSerializer[PushDevice]):
    """A device. Its address and keys are given once and shown to nobody."""

    name = serializers.CharField(source="device.name", read_only=True)

    class Meta:
        model = PushDevice
        fields = ("id", "name", "is_on", "added_at", "reached_at", "failing_since")
        read_only_fields = fields


class NewPushDevice(serializers.Serializer[PushDevice]):
    """What `PushManager.subscribe` gave to the browser."""

    endpoint = serializers.CharField(max_length=actions.ENDPOINT_LENGTH)
    p256dh = serializers.CharField(max_length=100)
    auth = serializers.CharField(max_length=40)


class PushDevices(Viewset):
    """The devices on which the person is reached."""

    serializer_class = PushDeviceRow
    required_scopes = writing(ApiToken.Scope.PROFILE_WRITE)
    thing = "device"

    @shows({"key": serializers.CharField(read_only=True)})
    def public_key(self) -> dict[str, str]:
        """The public key of this site (VAPID), base64url: the `applicationServerKey` of a
        subscription."""
        return {"key": public_key()}

    @extend_schema(request=NewPushDevice, responses={201: PushDeviceRow, 200: PushDeviceRow})
    def add(self, request: Request, **address: Any) -> Response:
        """Add a device. The same address again is the same device, with status 200."""
        throttling.consume(request.user, throttling.WRITE)
        device, is_new = actions.add_device(
            by=request.user,
            user_agent=request.headers.get("User-Agent", ""),
            session_key=request.session.session_key,
            **self.read(NewPushDevice),
        )
        return self.shown(device, status=201 if is_new else 200)

    remove = call(actions.remove_device, answers=None)
    turn_on = call(partial(actions.switch_device, is_on=True), "Switch it on.", answers=None)
    turn_off = call(
        partial(actions.switch_device, is_on=False), "Switch it off, and keep it.", answers=None
    )
    try_out = call(actions.try_device, rate=actions.TRIALS, answers=None)
