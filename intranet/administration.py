"""The administration site: the company's name and the product's own sign-in, second factor too."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite, FieldListFilter, ModelAdmin, display
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import get_fields_from_path
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property, lazystr
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as of_django
from django.utils.translation import gettext_lazy as _

from accounts import auth_views

CHECKBOX = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">'
ROWS = 25  # of a page of a list: each is drawn by Django, a unit of CPU for every one
MOST_COUNTED = 100 * ROWS  # of a list; whoever looks for one further back filters or searches


class FirstRows(Paginator):
    """Pages through the first hundred pages, so that no list counts a million rows."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, up to the limit."""
        rows: Any = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        return rows.order_by()[:MOST_COUNTED].count()


class OnlyDeclared(ModelAdmin):
    """Lets addresses ask for what the filters of a list offer, and for nothing else (A10).

    Django answers a question about any field of the model: `?body__startswith=A` and so on, letter
    by letter, until a text is known that no page shows.
    """

    paginator = FirstRows
    list_per_page = ROWS

    @display(description=mark_safe('<input type="checkbox" id="action-toggle">'))
    def action_checkbox(self, obj: Any) -> SafeString:
        """What Django draws through a template of forms, for every row anew."""
        label = of_django("Select this object for an action - {}").format(obj)
        return format_html(CHECKBOX, ACTION_CHECKBOX_NAME, obj.pk, label)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Whether a filter of the list asks by exactly this parameter."""
        return request is not None and lookup in self._offered(request)

    def _offered(self, request: HttpRequest) -> set[str]:
        """The parameters of all filters of the list."""
        offered: set[str] = set()
        for declared in self.get_list_filter(request):
            if isinstance(declared, str):
                field = get_fields_from_path(self.model, declared)[-1]
                made: Any = FieldListFilter.create(field, request, {}, self.model, self, declared)
            else:
                made = declared(request, {}, self.model, self)  # type: ignore[operator]
            offered |= {name for name in made.expected_parameters() if name}
        return offered


class Administration(AdminSite):
    """Django's administration in the product's look."""

    site_title = site_header = lazystr(settings.COMPANY_NAME)
    index_title = _("Administration")
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Every class, those of libraries too, answers declared questions only."""
        plain = admin_class or ModelAdmin
        guarded = type(plain.__name__, (OnlyDeclared, plain), {"__module__": plain.__module__})
        super().register(model_or_iterable, guarded, **options)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The product's sign-in page; people without the right get 403."""
        return secure_admin_login(super().login)(request, extra_context)

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponseBase:
        """The product's way out, which also wipes the browser."""
        return auth_views.sign_out(request)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """The product's page, which counts guesses and ends other sessions."""
        return redirect("account_change_password")
