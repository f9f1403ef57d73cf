"""The description of the API at `/api/v1/schema/`: what the serializers say, plus every refusal."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_doc

OWN: Any = object()  # of an answer: the shape of the view
METHODS = {"get", "put", "post", "patch", "delete"}
PROBLEM = {
    "type": "object",
    "description": "Why a request was refused, in the language of the person who asks.",
    "required": ["code", "detail", "field", "limit"],
    "properties": {
        "code": {"type": "string", "description": "Stable; for programs."},
        "detail": {"type": "string", "description": "One sentence; for people."},
        "field": {"type": ["string", "null"], "description": "The part of the body it is about."},
        "limit": {"type": ["integer", "null"], "description": "The number that was exceeded."},
    },
}
REFUSALS = {
    "400": "The request cannot be understood or breaks a limit.",
    "401": "Nobody is signed in, or the token is not valid.",
    "403": "Visible, but not allowed.",
    "404": "Unknown, or not for this person.",
    "405": "This address does not know the method.",
    "406": "There is no answer of the type that is asked for.",
    "409": "The same id was used for something else, or the thing changed in the meantime.",
    "413": "Larger than the limit.",
    "415": "A type that is not read here.",
    "429": "Too many requests; `Retry-After` says when to go on.",
}


class Schema(AutoSchema):
    """Describes methods made by `kit.api.methods` by what they were made of."""

    def get_tags(self) -> list[str]:
        """One chapter for each resource, by the first word of the address."""
        words = [part for part in self.path.removeprefix("/api/v1/").split("/") if part]
        return words[:1] or ["api"]

    def get_description(self) -> str:
        """What the method says of itself, or its view where it comes from the base of all."""
        is_common = getattr(self._method(), "__qualname__", "").startswith("Viewset.")
        return get_doc(type(self.view)) if is_common else super().get_description()

    def get_request_serializer(self) -> Any:
        """What the method reads."""
        described = self._described()
        return described[0] if described else super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        """What the method answers, by status."""
        own, described = super().get_response_serializers(), self._described()
        if not described:
            return own
        return {status: own if shape is OWN else shape for status, shape in described[1].items()}

    def _described(self) -> Any:
        return getattr(self._method(), "described", None)

    def _method(self) -> Any:
        return getattr(self.view, getattr(self.view, "action", None) or "", None)


def document_errors(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """Add to every operation the refusals it can answer with, all of one shape."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for path in result.get("paths", {}).values():
        for method in METHODS & path.keys():
            answers = path[method].setdefault("responses", {})
            for status, reason in REFUSALS.items():
                answers.setdefault(status, _refusal(reason, status))
    return result


def _refusal(reason: str, status: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    made: dict[str, Any] = {
        "description": reason,
        "content": {"application/json": {"schema": schema}},
    }
    if status == "429":
        made["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}
    return made
