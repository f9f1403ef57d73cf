"""What people bring to the frame around every page."""

from django.utils.translation import gettext_lazy as _

from kit.navigation import NavigationItem

NAVIGATION = (NavigationItem("accounts", "/people/", _("People"), "users", tab=True, order=60),)
