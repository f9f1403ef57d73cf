"""Addresses of people below /api/v1/, and the methods that answer there."""

from accounts import schema  # noqa: F401 (keys; where no addresses are served, nobody describes them)
from accounts.api.availability import Absences, Availability, Shifts
from accounts.api.people import Me, People, Sessions, Tokens
from kit.api.views import at

PERSON = "people/<str:handle>/"
HOURS = "availability/hours/"
SHIFTS = "availability/shifts/"
ABSENCES = "availability/absences/"

urlpatterns = [
    at("people/", People, "api-people", get="list"),
    at(PERSON, People, "api-person", get="retrieve"),
    at(f"{PERSON}availability/", People, "api-person-availability", get="availability"),
    at("availability/", Availability, "api-availability", get="retrieve_fresh"),
    at("availability/quiet-time/", Availability, "api-quiet-time", put="switch"),
    at(HOURS, Availability, "api-hours", put="set_hours", delete="follow_company"),
    at(SHIFTS, Shifts, "api-shifts", get="list", post="add"),
    at(f"{SHIFTS}<int:pk>/", Shifts, "api-shift", delete="remove"),
    at(ABSENCES, Absences, "api-absences", get="list", post="add"),
    at(f"{ABSENCES}<int:pk>/", Absences, "api-absence", delete="remove"),
    at("me/", Me, "api-me", get="retrieve", patch="change"),
    at("me/portrait/", Me, "api-me-portrait", put="show_portrait", delete="drop_portrait"),
    at("me/status/", Me, "api-me-status", put="set_status", delete="clear_status"),
    at("sessions/", Sessions, "api-sessions", get="list"),
    at("sessions/<int:pk>/", Sessions, "api-session", delete="end"),
    at("tokens/", Tokens, "api-tokens", get="list", post="make"),
    at("tokens/<int:pk>/", Tokens, "api-token", delete="revoke"),
]
