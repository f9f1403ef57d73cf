"""Photos: uploading ahead of the post, describing, taking back, and the checked download."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feed import actions
from feed.models import Photo
from kit import files
from kit.errors import Problem
from kit.rates import UPLOAD, limited


@require_POST
@limited(UPLOAD)
def photos(request: HttpRequest) -> HttpResponse:
    """Take in one picture; it waits for its post and only its uploader knows of it."""
    upload = request.FILES.get("file")
    if upload is None:
        raise Problem("no_file", field="file")
    words = request.POST.get("description", "")
    photo = actions.upload_photo(by=request.user, upload=upload, description=words)
    return render(request, "feed/_shot.html", {"photo": photo}, status=201)


@require_http_methods(["PUT", "DELETE"])
def photo(request: HttpRequest, key: str) -> HttpResponse:
    """PUT describes a waiting picture, DELETE throws it away."""
    mine = Photo.objects.visible_to(request.user).waiting_of(request.user)
    found = get_object_or_404(mine, key=key)
    if request.method == "DELETE":
        actions.discard_photo(by=request.user, photo=found)
    else:
        words = request.POST.get("description", "")
        actions.describe_photo(by=request.user, photo=found, description=words)
    return HttpResponse(status=204)


@require_safe
def picture(request: HttpRequest, key: str, size: int) -> HttpResponseBase:
    """The bytes, for whoever may read what the picture belongs to."""
    found = get_object_or_404(Photo.objects.visible_to(request.user), key=key)
    return files.serve(request, found, str(size))
