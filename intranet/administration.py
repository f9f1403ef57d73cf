"""The administration site: the company's name and the product's own sign-in, second factor too."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from accounts import sign_in


class Administration(AdminSite):
    """Django's administration in the product's look."""

    site_title = site_header = lazystr(settings.COMPANY_NAME)
    index_title = _("Administration")
    enable_nav_sidebar = True

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The product's sign-in page; people without the right get 403."""
        return secure_admin_login(super().login)(request, extra_context)

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponseBase:
        """The product's way out, which also wipes the browser."""
        return sign_in.sign_out(request)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """The product's page, which counts guesses and ends other sessions."""
        return redirect("account_change_password")
