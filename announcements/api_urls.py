"""Addresses of announcements below /api/v1/, and the methods that answer there."""

from announcements.api.views import Announcements, Attachments
from kit.api.views import at

ONE = "announcements/<int:pk>/"

urlpatterns = [
    at("announcements/", Announcements, "api-announcements", get="list", post="write"),
    at("announcement-files/", Attachments, "api-announcement-files", post="add"),
    at(ONE, Announcements, "api-announcement", get="retrieve", patch="change", delete="destroy"),
    at(f"{ONE}confirmation/", Announcements, "api-announcement-confirmation", put="confirm"),
    at(f"{ONE}release/", Announcements, "api-announcement-release", put="release"),
    at(f"{ONE}approval/", Announcements, "api-announcement-approval", put="approve"),
    at(f"{ONE}expiry/", Announcements, "api-announcement-expiry", put="expire"),
    at(f"{ONE}urgent/", Announcements, "api-announcement-urgent", put="call_urgently"),
    at(f"{ONE}reminder/", Announcements, "api-announcement-reminder", put="remind"),
    at(f"{ONE}report/", Announcements, "api-announcement-report", get="report"),
]
