"""How sign-in behaves: closed to strangers, and alike for known and unknown names."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from the company, never from a form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are added by administrators."""
        return False
