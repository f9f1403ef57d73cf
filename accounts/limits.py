"""How often people may try to sign in, and ask for mails that let them in."""

from kit.http.throttling import Rate

INVITE = Rate("invite", 5, 3600)  # invitation and reset mails
LOGIN = Rate("login", 5, 300)  # failed sign-ins of one account
LOGIN_ADDRESS = Rate("login-address", 30, 60)  # sign-ins from one network address
