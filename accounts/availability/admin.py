"""Quiet time in the administration: the company's, who may break it, and plans of people."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts import actions as change
from accounts.admin_forms import ActionForm
from accounts.availability.models import Absence, CompanyHours, Shift, UrgentSender

COMPANY = (
    "is_on", "quiet_from", "quiet_until", "quiet_weekends", "earliest", "latest", "urgent_role",
)  # fmt: skip


class CompanyHoursForm(ActionForm):
    """What holds for everybody who has chosen nothing."""

    class Meta:
        model = CompanyHours
        fields = COMPANY

    def apply(self, cleaned: dict[str, Any]) -> None:
        """Change it, with a line in the audit log."""
        self.instance = change.change_company_hours(by=self.by, **cleaned)


class UrgentSenderForm(ActionForm):
    """Somebody for the on-call list."""

    class Meta:
        model = UrgentSender
        fields = ["user"]

    def apply(self, cleaned: dict[str, Any]) -> None:
        """Put the person on the list."""
        change.let_send_urgently(by=self.by, user=cleaned["user"])
        self.instance = UrgentSender.objects.get(user=cleaned["user"])


class ShiftForm(ActionForm):
    """A shift of somebody."""

    class Meta:
        model = Shift
        fields = ["user", "kind", "start", "end"]

    def apply(self, cleaned: dict[str, Any]) -> None:
        """Enter it."""
        self.instance = change.add_shift(by=self.by, **cleaned)


class AbsenceForm(ActionForm):
    """Days off of somebody."""

    class Meta:
        model = Absence
        fields = ["user", "first_day", "last_day"]

    def apply(self, cleaned: dict[str, Any]) -> None:
        """Enter them."""
        self.instance = change.add_absence(by=self.by, **cleaned)


class PlanAdmin(admin.ModelAdmin):
    """Rows that actions write. They are entered and taken out, never changed."""

    show_full_result_count = False
    list_select_related = ["user"]
    autocomplete_fields = ["user"]
    search_fields = ["user__search_words", "user__staff_number"]

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form, knowing who changes."""
        form = super().get_form(request, obj, change, **options)
        form.by = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """The form's action has written everything."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A wrong entry is taken out and entered anew."""
        return obj is None and super().has_change_permission(request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The chosen ones, one by one."""
        for row in queryset:
            self.delete_model(request, row)


@admin.register(Shift)
class ShiftAdmin(PlanAdmin):
    """Shifts and on-call duty to come, for those who plan for others."""

    form = ShiftForm
    list_display = ["user", "kind", "start", "end"]
    list_filter = ["kind"]
    ordering = ["start", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shift]:
        """What is not over."""
        return super().get_queryset(request).filter(end__gt=timezone.now())

    def delete_model(self, request: Any, obj: Shift) -> None:
        """Take it out by the action."""
        change.remove_shift(by=request.user, shift=obj)


@admin.register(Absence)
class AbsenceAdmin(PlanAdmin):
    """Days off to come."""

    form = AbsenceForm
    list_display = ["user", "first_day", "last_day"]
    ordering = ["first_day", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Absence]:
        """What is not over."""
        return super().get_queryset(request).filter(last_day__gte=timezone.localdate())

    def delete_model(self, request: Any, obj: Absence) -> None:
        """Take them out by the action."""
        change.remove_absence(by=request.user, absence=obj)


@admin.register(UrgentSender)
class UrgentSenderAdmin(PlanAdmin):
    """The on-call list: who may send urgently whatever the role."""

    form = UrgentSenderForm
    list_display = ["user"]
    ordering = ["user__sort_name", "pk"]

    def delete_model(self, request: Any, obj: UrgentSender) -> None:
        """Take the person off the list by the action."""
        change.stop_sending_urgently(by=request.user, user=obj.user)


@admin.register(CompanyHours)
class CompanyHoursAdmin(admin.ModelAdmin):
    """The company's quiet time: one page, no list."""

    form = CompanyHoursForm
    fields = COMPANY

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form, knowing who changes."""
        form = super().get_form(request, obj, change, **options)
        form.by = request.user
        return form

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Straight to the one page, or to its first version."""
        name = "admin:accounts_companyhours"
        if CompanyHours.objects.exists():
            return redirect(reverse(f"{name}_change", args=[1]))
        return redirect(reverse(f"{name}_add"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Once."""
        return super().has_add_permission(request) and not CompanyHours.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What holds for everybody is changed, not deleted."""
        return False

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """The form's action has written everything."""
