"""What people hear about themselves in all their windows."""

from accounts.models import User
from kit.live.hints import send_hint_to, topic


@topic("person")
def own_channel(user: User, pk: int) -> list[str]:
    """What concerns `user` alone; nobody hears it about somebody else."""
    return [f"person:{pk}"] if pk == user.pk else []


def hint_settled(user_id: int) -> None:
    """Tell the person's own windows that something which waited for them is done."""
    send_hint_to([user_id], settled=1)
