"""What: posts, comments, reactions, shares, photos."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedConfig(AppConfig):
    """What: posts, comments, reactions, shares, photos."""

    name = "feed"
    verbose_name = _("Feed")
    default_auto_field = "django.db.models.BigAutoField"
