"""The six reactions with one tap, for whatever takes them."""

from django.apps import AppConfig


class ReactionsConfig(AppConfig):
    """The six reactions with one tap; the rows lie in the apps whose things take them."""

    name = "reactions"
