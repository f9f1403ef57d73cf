"""Addresses of people, of signing in, and of one's own settings."""

from allauth.account import views as allauth_views
from django.urls import path, re_path

from accounts import auth_views
from accounts.views import availability, people, settings, status

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/<str:handle>/", people.person, name="person"),
    path("files/portraits/<str:key>/<int:size>", people.portrait, name="portrait-file"),
    path("me/", people.me, name="me"),
    path("me/status/", status.mine, name="me-status"),
    path("settings/profile/", settings.profile, name="settings-profile"),
    path("settings/portrait/", settings.portrait, name="settings-portrait"),
    path("settings/appearance/", settings.appearance, name="settings-appearance"),
    path("settings/appearance/sunlight/", settings.theme, name="settings-theme"),
    path("settings/notifications/", availability.notifications, name="settings-notifications"),
    path("settings/quiet-time/", availability.quiet_time, name="settings-quiet-time"),
    path("settings/availability/", availability.mine, name="settings-availability"),
    path("settings/availability/hours/", availability.hours, name="settings-hours"),
    path("settings/availability/shifts/", availability.shifts, name="settings-shifts"),
    path("settings/availability/shifts/<int:pk>/", availability.shift, name="settings-shift"),
    path("settings/availability/absences/", availability.absences, name="settings-absences"),
    path("settings/availability/absences/<int:pk>/", availability.absence, name="settings-absence"),
    path("settings/devices/", settings.devices, name="settings-devices"),
    path("settings/devices/<int:pk>/", settings.device, name="settings-device"),
    path("settings/tokens/", settings.tokens, name="settings-tokens"),
    path("settings/tokens/<int:pk>/", settings.token, name="settings-token"),
    path("settings/password/", auth_views.change_password, name="account_change_password"),
    # signing in: the names are those by which allauth finds its pages
    path("login/", auth_views.sign_in, name="account_login"),
    path("login/again/", auth_views.sign_in_again, name="account_reauthenticate"),
    path("login/code/", auth_views.second_factor, name="mfa_authenticate"),
    path("login/again/code/", auth_views.second_factor_again, name="mfa_reauthenticate"),
    path("logout/", auth_views.sign_out, name="account_logout"),
    path("password/reset/", auth_views.ask_for_link, name="account_reset_password"),
    path(
        "password/reset/sent/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "password/reset/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[-\w]{1,100})/$",
        auth_views.set_password,
        name="account_reset_password_from_key",
    ),
]
