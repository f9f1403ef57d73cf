"""How sign-in behaves: closed to strangers, counted, alike for known and unknown names."""

import hashlib
import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.actions import forget_session, note_failed_sign_in, note_sign_in, set_password
from accounts.limits import LOGIN, LOGIN_ADDRESS
from accounts.models import User, normalise_sign_in
from kit.http import throttling
from kit.http.exceptions import TooMany
from kit.live.hints import access_changed

NOWHERE = "0.0.0.0"  # noqa: S104 (a socket without an address, as behind a proxy on this machine)
NEUTRAL = _("That does not match. Check name and password, then try again.")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from the company, never from a form."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": NEUTRAL,
        "username_password_mismatch": NEUTRAL,
        "invalid_login": NEUTRAL,
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are added by administrators."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: a header must not lead around the redirect that hides the key of a reset link."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses of our own host are worth going to after signing in."""
        request = context.request
        hosts = {request.get_host()}
        return url_has_allowed_host_and_scheme(url, hosts, require_https=request.is_secure())

    def get_client_ip(self, request: HttpRequest) -> str:
        """The network address that asks, read behind exactly our own proxies."""
        return client_address(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the settings."""
        return "/me/"

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The password, or a code; keys that a browser holds are not asked for here."""
        challenges = {
            "account_reauthenticate": user.is_authenticated and user.has_usable_password()
        }
        if user.is_authenticated:
            kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
            challenges["mfa_reauthenticate"] = is_mfa_enabled(user, kinds)
        return [
            {"id": name, "description": "", "url": reverse(name)}
            for name in challenges
            if challenges[name]
        ]

    def set_password(self, user: User, password: str) -> None:
        """Change the password by our own action, which ends every session."""
        set_password(by=user, user=user, password=password)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note that somebody tried."""
        note_failed_sign_in(user=User.objects.signing_in_as(name_in(credentials)))

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Note who came."""
        note_sign_in(user=user)
        return super().post_login(request, user, **more)

    def logout(self, request: HttpRequest) -> None:
        """End the session here, in the list of devices, and for its sockets."""
        key, person = request.session.session_key or "", request.user.pk
        super().logout(request)
        forget_session(session_key=key)
        access_changed([person])

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try: by network address, and by account however its name is typed."""
        self.account = account_of(credentials)
        try:
            throttling.consume(self.get_client_ip(request), LOGIN_ADDRESS)
            throttling.consume(self.account, LOGIN)
        except TooMany as problem:
            request.refused = problem  # the view makes it the status of the response
            raise ValidationError(problem.detail, code=problem.code) from problem

    def _rollback_login_failed_rl_usage(self) -> None:
        """Only failed tries of an account count for long."""
        throttling.refund(self.account, LOGIN)


def name_in(credentials: dict[str, Any]) -> str:
    """The name somebody typed to sign in."""
    names = (credentials.get(key) for key in ("email", "username", User.USERNAME_FIELD))
    return next(filter(None, names), "")


def account_of(credentials: dict[str, Any]) -> str:
    """Whom a try counts for: the person, or the unknown name in its one form."""
    name = name_in(credentials)
    person = User.objects.signing_in_as(name)
    typed = hashlib.sha256(normalise_sign_in(name).encode()).hexdigest()
    return f"person-{person.pk}" if person else f"name-{typed}"


def client_address(request: HttpRequest) -> str:
    """The address of the sender. Only the entry our outermost own proxy wrote is believed."""
    peer = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    if proxies:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        peer = hops[-proxies] if len(hops) >= proxies and hops[-proxies] else peer
    try:
        return network_of(ipaddress.ip_address(peer.partition("%")[0]))
    except ValueError:
        return NOWHERE


def network_of(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """IPv4 as it is; of IPv6 the network, because every household has 2^64 addresses."""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)
