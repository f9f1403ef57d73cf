"""Numbers as people write them in each language."""

from django.utils.translation import gettext as _


def percent_words(share: int) -> str:
    """52% in English, 52 % in German, never broken over two lines."""
    return _("%(share)s%%") % {"share": share}
