"""Web push over REST: the key of this site, and the own devices."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiToken
from kit.api.views import Viewset
from kit.http import throttling
from notifications.webpush import actions
from notifications.webpush.keys import public_key
from notifications.webpush.models import PushDevice


class PushKeyRow(serializers.Serializer[Any]):
    """The public key of this site, for the `applicationServerKey` of a subscription."""

    key = serializers.CharField(read_only=True)


class PushKeyView(Viewset):
    """The key by which push services know this site."""

    model = PushDevice
    serializer_class = PushKeyRow
    pagination_class = None

    @extend_schema(responses=PushKeyRow)
    def retrieve(self, request: Request) -> Response:
        """The public key (VAPID), base64url."""
        return Response({"key": public_key()})


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


class PushDeviceView(Viewset):
    """What every view of devices needs."""

    model = PushDevice
    serializer_class = PushDeviceRow
    required_scopes = dict.fromkeys(("POST", "PUT", "DELETE"), ApiToken.Scope.PROFILE_WRITE)


class PushDevices(mixins.ListModelMixin, PushDeviceView):
    """The devices on which the person is reached."""

    @extend_schema(request=NewPushDevice, responses={201: PushDeviceRow, 200: PushDeviceRow})
    def create(self, request: Request) -> Response:
        """Add a device. The same address again is the same device, with status 200."""
        throttling.spend(request.user, throttling.WRITE)
        given = NewPushDevice(data=request.data)
        given.is_valid(raise_exception=True)
        device, is_new = actions.add_device(
            by=request.user,
            user_agent=request.headers.get("User-Agent", ""),
            session_key=request.session.session_key,
            **given.validated_data,
        )
        return Response(PushDeviceRow(device).data, status=201 if is_new else 200)


class PushDeviceDetail(PushDeviceView):
    """One device."""

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Forget it."""
        actions.remove_device(by=request.user, device=self.get_object())
        return Response(status=204)


class PushDeviceSwitch(PushDeviceView):
    """Whether the person is reached on it."""

    @extend_schema(request=None, responses={204: None})
    def update(self, request: Request, pk: int) -> Response:
        """Switch it on."""
        actions.switch_device(by=request.user, device=self.get_object(), is_on=True)
        return Response(status=204)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Switch it off, and keep it."""
        actions.switch_device(by=request.user, device=self.get_object(), is_on=False)
        return Response(status=204)


class PushDeviceTrial(PushDeviceView):
    """Trying it."""

    @extend_schema(request=None, responses={204: None})
    def create(self, request: Request, pk: int) -> Response:
        """Send something there."""
        throttling.spend(request.user, actions.TRIALS)
        actions.try_device(by=request.user, device=self.get_object())
        return Response(status=204)
