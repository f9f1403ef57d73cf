"""A post with a question: quick votes in the feed."""

from django.apps import AppConfig


class PollsConfig(AppConfig):
    """A post with a question: quick votes in the feed."""

    name = "polls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lend the feed a card and a part of its composer."""
        from feed.kinds import Kind, register
        from polls import results
        from polls.forms import PollPart

        register(Kind("poll", "polls/_card.html", results.attach, results.look, PollPart))
