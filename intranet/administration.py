"""The administration site: the company's name and the product's own sign-in, second factor too."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _


class Administration(AdminSite):
    """Django's administration in the product's look."""

    site_title = site_header = lazystr(settings.COMPANY_NAME)
    index_title = _("Administration")
    enable_nav_sidebar = True

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The product's sign-in page; people without the right get 403."""
        return secure_admin_login(super().login)(request, extra_context)
