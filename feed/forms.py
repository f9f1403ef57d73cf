"""What people type: posts, comments, changes. Forms sort it, actions judge it."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed import actions, policy
from feed.models import Comment, Photo, Post
from kit import limits
from kit.database.prepared import prepared
from kit.embeds import EmbeddingForm, forms_in
from kit.files.following import PhotosToCome
from kit.http.exceptions import Conflict
from kit.http.throttling import UPLOAD, WRITE, consume
from spaces.models import Space, SpaceQuerySet

KEY_LENGTH = 60


def form_status(form: forms.BaseForm) -> int:
    """The status of a response that shows `form`: 400 with errors, 409 and 429 where they fit."""
    if not form.is_bound or not form.errors:
        return 200
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    if "too_many" in codes:
        return 429
    return 409 if codes & {"changed_meanwhile", "used_id"} else 400


class ManyFiles(forms.ClearableFileInput):
    """A file field that takes several pictures."""

    allow_multiple_selected = True


class WritingForm(forms.Form):
    """A text with photos and files: some uploaded before (`photo`, by key), some with the form
    (`files`)."""

    body = forms.CharField(required=False, strip=False, label=_("Text"), widget=forms.Textarea)
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    photos_to_come = PhotosToCome()
    files = forms.Field(  # type: ignore[assignment]
        required=False, label=_("Photos and files"), widget=ManyFiles
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        user: User | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, files, **options)
        self.user: Any = user  # every view hands it over; only tests of the fields do not
        self.new_photos: list[Photo] = []
        self.initial.setdefault("client_id", uuid.uuid4())

    @property
    def photo_keys(self) -> list[str]:
        """Keys of the photos in the form, in order, once each."""
        sent = self.data.getlist("photo") if self.is_bound else []
        return list(dict.fromkeys(key[:KEY_LENGTH] for key in sent if key))

    @property
    def has_files(self) -> bool:
        """Whether anything came with the text."""
        return bool(self.photo_keys or self.new_photos)

    @cached_property
    def waiting_photos(self) -> list[Photo]:
        """The uploaded photos of the form, to show them again beside an error."""
        keys = [*self.photo_keys, *(photo.key for photo in self.new_photos)]
        if not keys:
            return []
        mine = Photo.objects.visible_to(self.user).waiting_of(self.user)
        found = {photo.key: photo for photo in mine.filter(key__in=keys)}
        return [found[key] for key in keys if key in found]

    def upload_files(self) -> list[str]:
        """Take in the pictures that came with the form; keys of all photos, in order."""
        for upload in self.files.getlist("files")[: limits.FILES_AT_ONCE + 1]:
            consume(self.user, UPLOAD)
            self.new_photos.append(actions.upload_file(by=self.user, upload=upload))
        return [*self.photo_keys, *(photo.key for photo in self.new_photos)]

    def publish_once(self, model: type[Post | Comment], publish: Any) -> Any:
        """Call `publish(photos)`; a form sent twice with files gives the first thing again.

        The second sending uploads its pictures anew, so only the client id tells it is the same.
        """
        consume(self.user, WRITE)
        try:
            return publish(self.upload_files())
        except Conflict as conflict:
            known = model.objects.visible_to(self.user).filter(
                author=self.user, client_id=self.cleaned_data["client_id"]
            )
            first = known.first() if self.new_photos else None
            if first is None or first.body != self.cleaned_data["body"].strip():
                raise self._renewed() if conflict.code == "used_id" else conflict from None
            for photo in self.new_photos:
                actions.discard_photo(by=self.user, photo=photo)
            return first

    def _renewed(self) -> Conflict:
        """The response to the first sending was lost and the text was changed since: from now on it
        is something new."""
        sent: Any = self.data.copy()  # type: ignore[attr-defined]
        sent["client_id"] = str(uuid.uuid4())
        self.data = sent
        return Conflict(
            "used_id", _("An earlier version of this was sent. Send again to add this.")
        )


class SpacesField(forms.Field):
    """Spaces by their slugs, out of those that `find` finds; any other is an error."""

    widget = forms.SelectMultiple
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid_choice": _("You cannot post in one of these spaces.")
    }
    find: Callable[[list[str]], Iterable[Space]]

    def to_python(self, value: list[str] | None) -> list[Space]:
        """The spaces, each once."""
        slugs = list(dict.fromkeys(value or []))
        found = list(self.find(slugs)) if slugs else []
        if len(found) < len(slugs):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found


class ComposeForm(EmbeddingForm, WritingForm):
    """A new post, or with `source` a share of that post."""

    space = SpacesField(required=False, label=_("Who should see this?"))

    def __init__(self, *args: Any, source: Post | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.source = source
        self.embeds = [] if source else forms_in(Post, *args[:2])
        self.fields["space"].find = self._chosen_targets

    @property
    def targets(self) -> SpaceQuerySet:
        """Spaces in which this person may post this."""
        if self.source:
            allowed = policy.share_targets(self.user, self.source)
            return allowed.with_membership_of(self.user).by_name()
        return own_targets(self.user)

    def _chosen_targets(self, slugs: list[str]) -> Iterable[Space]:
        if self.source:
            return self.targets.filter(slug__in=slugs)
        return _own_targets_called(self.user, slugs)

    @property
    def chosen(self) -> set[str]:
        """Slugs of the spaces that are ticked."""
        if self.is_bound:
            return set(self.data.getlist("space"))
        return set(self.initial.get("space", []))

    def publish(self) -> Post:
        """Create the post. Raises Problem for what an action refuses."""
        sent = self.cleaned_data

        def create(photos: list[str]) -> Post:
            return actions.create_post(
                by=self.user,
                spaces=sent["space"],
                body=sent["body"],
                photos=photos,
                photos_to_come=sent["photos_to_come"],
                client_id=sent["client_id"],
                shared=self.source,
                embed=self.new_embed(self.user),
            )

        return self.publish_once(Post, create)


def own_targets(user: User) -> SpaceQuerySet:
    """Spaces in which this person may post what is new."""
    return Space.objects.of_member(user).living().with_membership_of(user).by_name()


@prepared
def _own_targets_called(user: User, slugs: list[str]) -> SpaceQuerySet:
    return own_targets(user).filter(slug__in=slugs)


class CommentForm(WritingForm):
    """A comment, or with `parent` a reply."""

    parent = forms.ModelChoiceField(
        queryset=Comment.objects.none(),
        required=False,
        error_messages={"invalid_choice": _("This comment is no longer there.")},
    )

    def __init__(self, *args: Any, post: Post | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.post: Any = post
        if post and self.data.get("parent"):  # most comments reply to nobody
            mine = Comment.objects.visible_to(self.user)
            self.fields["parent"].queryset = (
                mine.living().filter(post=post).select_related("parent")
            )

    def publish(self) -> Comment:
        """Write the comment. Raises Problem for what an action refuses."""
        sent = self.cleaned_data

        def create(photos: list[str]) -> Comment:
            return actions.write_comment(
                by=self.user,
                post=self.post,
                body=sent["body"],
                parent=sent["parent"],
                photos=photos,
                photos_to_come=sent["photos_to_come"],
                client_id=sent["client_id"],
            )

        return self.publish_once(Comment, create)


class EditForm(WritingForm):
    """The text of a post or comment, one description for each of its photos, and files that come
    (`photo`, `files`) or go (`drop`, by key)."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        thing: Post | Comment,
        user: User,
    ) -> None:
        kept = {"body": thing.body, "version": thing.version}
        super().__init__(data, files, user=user, initial=kept)
        self.thing = thing
        self.attached = list(thing.photos.filter(lent=False))
        self.photos = [one for one in self.attached if one.is_picture]
        for photo in self.photos:
            self.fields[f"describe-{photo.key}"] = forms.CharField(
                required=False, max_length=500, initial=photo.description, label=_("Describe image")
            )

    def change(self) -> dict[str, Any]:
        """What the action takes; uploads what came with the form."""
        return {
            "body": self.cleaned_data["body"],
            "version": self.cleaned_data["version"],
            "added": self.upload_files(),
            "dropped": [one.key for one in self.attached if one.key in self.dropped],
        }

    @property
    def dropped(self) -> set[str]:
        """Keys of the photos and files that shall go."""
        return set(self.data.getlist("drop")) if self.is_bound else set()

    def describe_photos(self, *, by: User) -> None:
        """Store the descriptions that changed."""
        for photo in self.photos:
            words = self.cleaned_data[f"describe-{photo.key}"]
            if words != photo.description:
                actions.describe_photo(by=by, photo=photo, description=words)

    def described_photos(self) -> list[tuple[Photo, forms.BoundField]]:
        """Photos with their fields, for the template."""
        return [(photo, self[f"describe-{photo.key}"]) for photo in self.photos]

    def other_files(self) -> list[Photo]:
        """What is attached beside photos."""
        return [one for one in self.attached if not one.is_picture]
