"""Fields and shapes in JSON that several apps share. No rules live here."""

from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from kit import limits
from kit.embeds import embeds_in
from kit.files.following import none_named
from kit.http.exceptions import Problem
from kit.text import rendering


# --- fields that say something of a thing --------------------------------------------------------
class Told(serializers.Field[Any, Any, Any, Any]):
    """A field that is read and never sent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)


class Allowed(Told, serializers.BooleanField):
    """Whether a policy lets the reader do something with the thing."""

    def __init__(self, policy: Callable[[Any, Any], bool]) -> None:
        super().__init__(source="*")
        self.policy = policy

    def to_representation(self, thing: Any) -> bool:
        """The policy's answer."""
        return self.policy(self.context["request"].user, thing)


class IsSet(Told, serializers.BooleanField):
    """Whether `source` has a value, be that visible to the reader or not."""

    def get_attribute(self, thing: Any) -> bool:
        """True or false, never the value."""
        return super().get_attribute(thing) is not None


class Excerpt(Told, serializers.CharField):
    """The beginning of a text; of pictures alone it is empty."""

    def to_representation(self, text: str) -> str:
        """Without markup."""
        return rendering.excerpt(text)


class PictureSources(Told, serializers.DictField):
    """Of a picture: width in pixels and address of every size."""

    child = serializers.CharField()

    def __init__(self) -> None:
        super().__init__(source="*")

    def to_representation(self, picture: Any) -> dict[str, str]:
        """Addresses that ask for the reader's right each time."""
        return {str(row["width"]): picture.address(row["size"]) for row in picture.variants}


# --- what programs send --------------------------------------------------------------------------
DESCRIPTION = {"description": serializers.CharField(allow_blank=True, max_length=500)}


class Keys(serializers.ListField):
    """Keys of uploaded photos and files."""

    child = serializers.CharField(max_length=60)

    def __init__(self, **options: Any) -> None:
        none = {"default": list} if options.get("allow_empty", True) else {}
        super().__init__(**{"max_length": limits.FILES_AT_ONCE, **none, **options})


class PhotosToCome(serializers.IntegerField):
    """How many pictures are still on their way."""

    def __init__(self) -> None:
        words = _("How many pictures follow within a day, by PUT at `photos/` of what is made.")
        most = limits.FILES_AT_ONCE
        super().__init__(default=0, min_value=0, max_value=most, help_text=words)


class KeysOfPictures(Keys):
    """Keys of pictures that follow on what was written, at least one."""

    def __init__(self) -> None:
        words = _("Keys of uploaded pictures, in order.")
        super().__init__(allow_empty=False, min_length=1, help_text=words)

    def fail(self, key: str, **words: Any) -> NoReturn:
        """A request that names none is refused as on pages."""
        if key in ("required", "empty"):
            raise none_named()
        super().fail(key, **words)


PHOTOS = {"photos": KeysOfPictures()}


class Named(serializers.ListField):
    """Things by name, as far as the person may read them; hidden ones are as good as unknown."""

    model: type[Model]
    by = "slug"
    unknown: tuple[str, Any]  # code and detail of the problem

    def to_internal_value(self, data: Any) -> list[Any]:
        """The things, or a problem that does not say which name was wrong."""
        names = set(super().to_internal_value(data))
        known = self.model._default_manager.visible_to(self.context["request"].user)
        found = list(known.filter(**{f"{self.by}__in": names}))
        if len(found) < len(names):
            raise Problem(*self.unknown, field=self.field_name)
        return found


class Reference(serializers.IntegerField):
    """Another thing by its number: `find(view, number)` looks it up for the person, or 404."""

    def __init__(self, find: Callable[[Any, int], Any], **options: Any) -> None:
        super().__init__(**options)
        self.find = find

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The thing, once the number is one."""
        number = super().run_validation(data)
        return None if number is None else self.find(self.context["view"], number)


class Repeatable(serializers.Serializer[Any]):
    """Something new that may be sent twice and is made once."""

    client_id = serializers.UUIDField(required=False, help_text="Makes sending repeatable.")


class Upload(serializers.Serializer[Any]):
    """A file, and what it shows in words."""

    file = serializers.FileField(use_url=False, source="upload")
    description = serializers.CharField(allow_blank=True, default="", max_length=500)


class Carrying(serializers.Serializer[Any]):
    """Something to write that may carry an embed: a field for each sort of them.

    What was sent comes as `embed`, None when a field says null.
    """

    container: ClassVar[type[Model]]

    def get_fields(self) -> dict[str, Any]:
        """The own fields, and those of embeds."""
        embeds = {
            name: embed.serializer(required=False, allow_null=True)
            for name, embed in embeds_in(self.container).items()
            if embed.serializer
        }
        return {**super().get_fields(), **embeds}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """As actions take it."""
        for name, embed in embeds_in(self.container).items():
            if embed.create and name in attrs:
                content, by = attrs.pop(name), self.context["request"].user
                attrs["embed"] = content and embed.create(by=by, **content)
        return attrs
