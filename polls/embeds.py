"""Polls in posts, announcements and messages."""

from django.utils.translation import gettext_lazy as _

from chat.models import Message
from feed.models import Post
from kit.embeds import EMBEDS, Embed
from polls import actions, forms, results
from polls.api.serializers import PollPart

EMBEDS[actions.EMBED] = Embed(
    template="polls/_card.html",
    attach={Post: results.attach, Message: results.attach_to_messages},
    cache_key=results.cache_key,
    form=forms.PollForm,
    serializer=PollPart,
    create=actions.new_poll,
    initial=forms.stored,
    delete=actions.drop_poll,
    check=actions.check_poll,
    with_pictures=results.with_pictures,
    outcome=results.outcome,
    ended=_("A poll has ended"),
)
