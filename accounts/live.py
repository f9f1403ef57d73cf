"""What people hear about themselves in all their windows."""

from accounts.models import User
from kit.live import topic


@topic("person")
def own_channel(user: User, pk: int) -> list[str]:
    """What concerns `user` alone; nobody hears it about somebody else."""
    return [f"person:{pk}"] if pk == user.pk else []
