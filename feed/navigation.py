"""What the feed brings to the frame around every page."""

from django.utils.translation import gettext_lazy as _

from kit.navigation import NavigationItem

NAVIGATION = (
    NavigationItem(
        "feed",
        "/",
        _("Feed"),
        "house",
        tab=True,
        tab_name=_("Today"),
        below=("/p/", "/t/"),
        key="f",
        order=10,
    ),
    NavigationItem("feed", "/saved/", _("Saved"), "bookmark", _("Posts you saved"), order=80),
)
