"""Who carries what over which channel."""

from collections.abc import Callable

from notifications.delivery.models import Delivery
from notifications.delivery.parcels import Parcel, settle
from notifications.webpush import sender

Sender = Callable[[list[Parcel]], None]


def to_nobody(parcels: list[Parcel]) -> None:
    """There is no mail yet."""
    for parcel in parcels:
        settle(parcel.rows, Delivery.State.DROPPED)


SENDERS: dict[str, Sender] = {
    Delivery.Channel.PUSH: sender.send,
    Delivery.Channel.MAIL: to_nobody,
}
