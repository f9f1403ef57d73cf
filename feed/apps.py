"""What: posts, comments, reactions, shares, photos."""

from django.apps import AppConfig


class FeedConfig(AppConfig):
    """What: posts, comments, reactions, shares, photos."""

    name = "feed"
    default_auto_field = "django.db.models.BigAutoField"
