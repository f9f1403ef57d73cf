"""The first space of a company that has none: somewhere to post, without a choice to make."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from kit.http.exceptions import Problem
from spaces.actions.membership import add_member
from spaces.actions.spaces import create_space
from spaces.models import Space, SpaceKind

SLUG = "everybody"  # one address, so that two workers at once found one space


@transaction.atomic
def found_first_space() -> Space | None:
    """Let an administrator found a space for everybody, unless there is any space already."""
    people = User.objects.active().without_bots().order_by("pk")
    founder = people.filter(role=User.Role.ADMINISTRATOR).first()
    if founder is None or Space.objects.without_audiences().exists():
        return None
    with translation.override(settings.LANGUAGE_CODE):
        name = _("Everybody")
    try:
        space = create_space(by=founder, name=name, kind=SpaceKind.COMPANY, slug=SLUG)
    except Problem:  # another worker was faster
        return None
    for person in people.exclude(pk=founder.pk):
        add_member(by=None, space=space, user=person)
    return space
