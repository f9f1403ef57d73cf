"""Addresses of spaces in the REST API."""

from rest_framework.routers import SimpleRouter

from spaces.api import InvitationViewset, MemberViewset, RequestViewset, SpaceViewset

IN_SPACE = "spaces/(?P<slug>[-a-zA-Z0-9_]+)/"

router = SimpleRouter()
router.register("spaces", SpaceViewset, "api-space")
router.register(IN_SPACE + "members", MemberViewset, "api-member")
router.register(IN_SPACE + "requests", RequestViewset, "api-request")
router.register(IN_SPACE + "invitations", InvitationViewset, "api-invitation")
urlpatterns = router.urls
