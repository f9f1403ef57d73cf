"""News: read, and confirmed."""

from datetime import timedelta

from django.utils import timezone

from bench.cpu import CORNER, Busy, Work, by_all
from tests.announcements.newsroom import make_announcement


def works(at: Busy) -> list[Work]:
    """Two announcements that everybody in the space has to confirm, and 200 for one person."""
    due = timezone.localdate() + timedelta(days=7)
    announcements = by_all(
        [make_announcement(at.space, confirm_by=due) for _ in range(2)], at.people
    )
    return [
        Work("announcements", 20, "/announcements/"),
        Work(
            "confirmation",
            12,
            lambda: f"/announcements/{next(announcements).pk}/confirmation/",
            "PUT",
        ),
        Work(
            "back from leave: announcements, 200 to confirm",
            CORNER,
            "/announcements/",
            people=(at.busy,),
        ),
    ]
