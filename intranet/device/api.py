"""The address by which a device keeps up with what its person may read."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from intranet.device.delta import delta
from intranet.device.middleware import PERSON
from kit.api.views import Viewset
from kit.http import throttling

RATE = throttling.Rate("device", 60, 60)
LONGEST_VERSION = 40


class DeviceHas(serializers.Serializer[None]):
    """What a device has: keys with the versions it was given."""

    has = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_VERSION), default=dict
    )


class Blocks(serializers.Serializer[None]):
    """The parts of a page, as HTML."""

    layout = serializers.CharField()
    head = serializers.CharField()
    scripts = serializers.CharField()
    main = serializers.CharField()


class LentEntry(serializers.Serializer[None]):
    """One thing to keep: its page without the frame, the words it is found by, its files."""

    key = serializers.CharField()
    version = serializers.CharField()
    kind = serializers.CharField()
    address = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField())
    title = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)
    text = serializers.CharField()
    files = serializers.ListField(child=serializers.CharField())
    stands_in = serializers.BooleanField()
    blocks = Blocks()


class DeviceDelta(serializers.Serializer[None]):
    """What differs: entries to fetch, keys to forget; `more` says to ask again with those."""

    person = serializers.CharField()
    frame = serializers.CharField()
    entries = LentEntry(many=True)
    gone = serializers.ListField(child=serializers.CharField())
    more = serializers.BooleanField()


class Device(Viewset):
    """The device of the person who asks; for browsers, as keys of programs keep nothing."""

    serializer_class = DeviceHas

    @extend_schema(request=DeviceHas, responses=DeviceDelta)
    def catch_up(self, request: Request) -> Response:
        """What is new or different for a device that has this, and what it must forget."""
        throttling.consume(request.user, RATE)
        found = delta(request._request, self.read(DeviceHas)["has"])
        return Response(found, headers={PERSON: found["person"]})
