"""Addresses of the toolbox below /api/v1/, and the methods that answer there."""

from kit.api.uploads import Uploads
from kit.api.views import at

urlpatterns = [
    at("uploads/", Uploads, "api-uploads", post="begin", options="capabilities"),
    at("uploads/<str:key>/", Uploads, "api-upload", get="retrieve", patch="add", delete="discard"),
]
