"""Addresses of spaces below /api/v1/, and the methods that answer there."""

from kit.api.views import at
from spaces.api import Departments, Invitations, Members, Requests, Spaces

SPACE = "^spaces/(?P<slug>[-a-zA-Z0-9_]+)/"
MEMBER = f"{SPACE}members/(?P<handle>[^/]+)/$"
REQUEST = f"{SPACE}requests/(?P<handle>[^/]+)/$"
INVITATION = f"{SPACE}invitations/(?P<handle>[^/]+)/$"

urlpatterns = [
    at("departments/", Departments, "api-departments", get="tree"),
    at("spaces/", Spaces, "api-space-list", get="list", post="establish"),
    at(f"{SPACE}$", Spaces, "api-space-detail", get="retrieve", patch="change"),
    at(f"{SPACE}membership/$", Spaces, "api-space-membership", put="join", delete="leave"),
    at(f"{SPACE}request/$", Spaces, "api-space-join-request", put="ask", delete="withdraw"),
    at(f"{SPACE}invitation/$", Spaces, "api-space-invitation", put="accept", delete="decline"),
    at(f"{SPACE}members/$", Members, "api-member-list", get="list"),
    at(MEMBER, Members, "api-member-detail", put="change_role", delete="remove"),
    at(f"{SPACE}requests/$", Requests, "api-request-list", get="list"),
    at(REQUEST, Requests, "api-request-detail", put="admit", delete="reject"),
    at(f"{SPACE}invitations/$", Invitations, "api-invitation-list", get="list"),
    at(INVITATION, Invitations, "api-invitation-detail", put="admit", delete="reject"),
]
