"""Addresses of spaces. The page of a space itself, with its posts, belongs to the feed."""

from django.urls import path

from spaces.views import joining, organisation, space, spaces

urlpatterns = [
    path("organisation/", organisation.organisation, name="organisation"),
    path("spaces/", spaces.spaces, name="spaces"),
    path("spaces/new/", spaces.new, name="space-new"),
    path("s/<slug:slug>/about/", space.about, name="space-about"),
    path("s/<slug:slug>/members/", space.members, name="space-members"),
    path("s/<slug:slug>/members/<str:handle>/", joining.member, name="space-member"),
    path("s/<slug:slug>/settings/", space.settings, name="space-settings"),
    path("s/<slug:slug>/archive/", space.archive, name="space-archive"),
    path("s/<slug:slug>/seen/", space.seen, name="space-seen"),
    path("s/<slug:slug>/membership/", joining.membership, name="space-membership"),
    path("s/<slug:slug>/invitation/", joining.invitation, name="space-invitation"),
    path("s/<slug:slug>/request/", joining.join_request, name="space-request"),
    path("s/<slug:slug>/requests/<str:handle>/", joining.request_of, name="space-request-of"),
    path(
        "s/<slug:slug>/invitations/<str:handle>/", joining.invitation_of, name="space-invitation-of"
    ),
]
