"""Questions in posts, announcements and messages: quick votes, named or anonymous."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PollsConfig(AppConfig):
    """Questions in posts, announcements and messages: quick votes, named or anonymous."""

    name = "polls"
    verbose_name = _("Polls")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lend polls to the posts of the feed and to the messages of conversations."""
        from chat import kinds as messages
        from feed import kinds as posts
        from polls import actions, forms, results
        from polls.api.serializers import PollPart

        carriage = posts.Carriage(
            kept=forms.kept,
            drop=actions.drop_poll,
            check=actions.check_poll,
            shape=PollPart,
            extend=actions.poll_of,
            pictured=results.pictured,
        )
        card = "polls/_card.html"
        posts.register(
            posts.Kind(actions.KIND, card, results.attach, results.look, forms.PollPart, carriage)
        )
        messages.register(
            messages.Kind(
                name=actions.KIND,
                template=card,
                attach=results.attach_to_messages,
                outcome=results.outcome,
                ended=_("A poll has ended"),
                part=forms.MessagePollPart,
                shape=PollPart,
                extend=actions.poll_of,
            )
        )
