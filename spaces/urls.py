"""Addresses of spaces. The page of a space itself, with its posts, belongs to the feed."""

from django.urls import path

from spaces.views import groups, joining, space

urlpatterns = [
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.new, name="space-new"),
    path("g/<slug:slug>/about/", space.about, name="space-about"),
    path("g/<slug:slug>/members/", space.members, name="space-members"),
    path("g/<slug:slug>/members/<str:handle>/", joining.member, name="space-member"),
    path("g/<slug:slug>/settings/", space.settings, name="space-settings"),
    path("g/<slug:slug>/archive/", space.archive, name="space-archive"),
    path("g/<slug:slug>/seen/", space.seen, name="space-seen"),
    path("g/<slug:slug>/membership/", joining.membership, name="space-membership"),
    path("g/<slug:slug>/invitation/", joining.invitation, name="space-invitation"),
    path("g/<slug:slug>/request/", joining.join_request, name="space-request"),
    path("g/<slug:slug>/requests/<str:handle>/", joining.request_of, name="space-request-of"),
    path(
        "g/<slug:slug>/invitations/<str:handle>/", joining.invitation_of, name="space-invitation-of"
    ),
]
