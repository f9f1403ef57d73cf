"""Photos and files: uploading ahead of the post, describing, taking back, the checked download."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import kit.files.serving
from feed import actions
from feed.models import Photo
from kit.http.exceptions import Problem
from kit.http.throttling import UPLOAD, rate_limit


@require_POST
@rate_limit(UPLOAD)
def photos(request: HttpRequest) -> HttpResponse:
    """Take in one picture or file; it waits for its post and only its uploader knows of it."""
    upload = request.FILES.get("file")
    if upload is None:
        raise Problem("no_file", field="file")
    words = request.POST.get("description", "")
    only = request.GET.get("only") == "pictures"
    take = actions.upload_photo if only else actions.upload_file
    photo = take(by=request.user, upload=upload, description=words)
    return render(request, "feed/_shot.html", {"photo": photo}, status=201)


@require_http_methods(["GET", "HEAD", "PUT", "DELETE"])
def photo(request: HttpRequest, key: str) -> HttpResponse:
    """PUT describes a waiting picture, DELETE throws it away. GET shows an own one as the composer
    does, also if it was attached meanwhile: the response to that may have been lost on the way."""
    own = Photo.objects.visible_to(request.user).filter(uploader=request.user.pk)
    if request.method in ("GET", "HEAD"):
        return render(request, "feed/_shot.html", {"photo": get_object_or_404(own, key=key)})
    mine = own.waiting_of(request.user)
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
    return kit.files.serving.serve(request, found, str(size))


@require_safe
def content(request: HttpRequest, key: str) -> HttpResponseBase:
    """A whole file to be saved, for whoever may read what it belongs to."""
    found = get_object_or_404(Photo.objects.visible_to(request.user), key=key)
    return kit.files.serving.serve(request, found)
