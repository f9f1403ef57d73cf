"""Signing in, out and anew: allauth's views with our limits, answers and addresses."""

from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.actions import ask_for_password
from accounts.adapter import client_address
from accounts.limits import INVITE, LOGIN
from accounts.models import User
from kit.http import throttling
from kit.http.exceptions import TooMany, as_form_error

RESET_ADDRESS = throttling.Rate("reset-address", 30, 3600)  # reset mails asked for from one address


@method_decorator(never_cache, name="dispatch")
class Limited:
    """Answers a refused try with 429 and the pause to make; the form keeps what was typed."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The view's answer, with the status of the refusal if there was one."""
        response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        if refused := getattr(request, "refused", None):
            response.status_code = refused.status
            response["Retry-After"] = str(refused.retry_after)
        return response


@method_decorator(login_not_required, name="dispatch")
class SignIn(Limited, views.LoginView):
    """E-mail address or staff number, and password."""


@method_decorator(never_cache, name="dispatch")
class SignOut(views.LogoutView):
    """Ends the session and wipes what the browser kept: pages, drafts, unsent texts."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out; on a shared phone nothing of the person stays.

        `others` says that texts of somebody else, whose session ended, wait on the device: then
        only what the person kept is wiped, by the next page (`sign-out.js`).
        """
        has_others = "others" in self.request.POST
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache"' if has_others else '"cache", "storage"'
        return response


class SignInAgain(Limited, views.ReauthenticateView):
    """The password once more before something delicate."""


class Guessed:
    """A code of six digits is soon guessed: wrong ones count like wrong passwords."""

    user: User

    def clean_code(self) -> str:
        """The code, if it is right and not too many were wrong."""
        account = f"code-{self.user.pk}"
        try:
            throttling.consume(account, LOGIN)
        except TooMany as problem:
            context.request.refused = problem
            raise ValidationError(problem.detail, code=problem.code) from problem
        code = super().clean_code()  # type: ignore[misc]
        throttling.refund(account, LOGIN)
        return code


class CodeForm(Guessed, codes.AuthenticateForm):
    """The code of the second factor, or one of those kept for its loss."""


class CodeAgainForm(Guessed, codes.ReauthenticateForm):
    """The same, before something delicate."""


@method_decorator(login_not_required, name="dispatch")
class SecondFactor(Limited, AuthenticateView):
    """The code of people who have a second factor, after their password."""

    form_class = CodeForm


class SecondFactorAgain(Limited, ReauthenticateView):
    """The code instead of the password before something delicate."""

    form_class = CodeAgainForm


class Tidy:
    """Fields that say once what belongs into them."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
        self.fields["password1"].help_text = _("At least 8 characters, and not a common password.")


class PasswordForm(Tidy, ChangePasswordForm):
    """Changing one's password; guesses at the present one count like sign-ins."""

    def clean_oldpassword(self) -> str:
        """The present password, or an error."""
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise get_adapter().validation_error("enter_current_password")
        return self.cleaned_data["oldpassword"]


class NewPasswordForm(Tidy, ResetPasswordKeyForm):
    """Setting a password by a link."""


class ChangePassword(Limited, views.PasswordChangeView):
    """A new password. Every other session of the person ends."""

    form_class = PasswordForm


class ResetForm(ResetPasswordForm):
    """Asks for a link by mail."""

    def clean_email(self) -> str:
        """The address as typed; whether anybody has it is nobody's business here."""
        return self.cleaned_data["email"]

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Have the mail sent in the background, so that both responses take the same time."""
        email = self.cleaned_data["email"]
        ask_for_password(user=User.objects.active().signing_in_as(email))
        return email


@method_decorator(login_not_required, name="dispatch")
class AskForPassword(Limited, views.PasswordResetView):
    """Asking for a link; the response is the same for every address."""

    form_class = ResetForm

    def form_valid(self, form: ResetForm) -> HttpResponse:
        """Count, by typed address and by sender, then go on to "look into your mail"."""
        with as_form_error(form):
            self.count(form.cleaned_data["email"])
            form.save(self.request)
        if form.errors:
            return self.form_invalid(form)
        return super(views.PasswordResetView, self).form_valid(form)

    def count(self, email: str) -> None:
        """Spend both rates."""
        try:
            throttling.consume(email.strip().lower(), INVITE)
            throttling.consume(client_address(self.request), RESET_ADDRESS)
        except TooMany as problem:
            self.request.refused = problem  # type: ignore[attr-defined]
            raise


@method_decorator(login_not_required, name="dispatch")
class SetPassword(Limited, views.PasswordResetFromKeyView):
    """Setting a password by the link of a mail. Ends all sessions; the link is used up."""

    form_class = NewPasswordForm


sign_in = SignIn.as_view()
second_factor = SecondFactor.as_view()
second_factor_again = SecondFactorAgain.as_view()
sign_out = SignOut.as_view()
sign_in_again = SignInAgain.as_view()
change_password = ChangePassword.as_view()
ask_for_link = AskForPassword.as_view()
set_password = SetPassword.as_view()
