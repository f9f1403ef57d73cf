"""Files: uploading ahead of the message, describing, taking back, and the checked download."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import kit.files.serving
from chat import actions
from chat.models import ChatFile
from kit.http.exceptions import Problem
from kit.http.throttling import UPLOAD, rate_limit


@require_POST
@rate_limit(UPLOAD)
def files(request: HttpRequest) -> HttpResponse:
    """Take in one file; it waits for its message and only its uploader knows of it."""
    upload = request.FILES.get("file")
    if upload is None:
        raise Problem("no_file", field="file")
    words = request.POST.get("description", "")
    file = actions.upload_file(by=request.user, upload=upload, description=words)
    return JsonResponse({"key": file.key}, status=201)


@require_http_methods(["PUT", "DELETE"])
def file(request: HttpRequest, key: str) -> HttpResponse:
    """PUT describes a waiting file, DELETE throws it away."""
    mine = ChatFile.objects.visible_to(request.user).waiting_of(request.user)
    found = get_object_or_404(mine, key=key)
    if request.method == "DELETE":
        actions.discard_file(by=request.user, file=found)
    else:
        words = request.POST.get("description", "")
        actions.describe_file(by=request.user, file=found, description=words)
    return HttpResponse(status=204)


@require_safe
def content(request: HttpRequest, key: str, variant: str) -> HttpResponseBase:
    """The bytes, for whoever may read the message they belong to."""
    found = get_object_or_404(ChatFile.objects.visible_to(request.user), key=key)
    return kit.files.serving.serve(request, found, variant)
