"""What editors type: texts by language, audience, dates. The actions judge it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.directory import facets
from accounts.models import User
from announcements import actions, policy
from announcements.drafts import LANGUAGES, LEAD_LENGTH, AnnouncementPlan, Words
from announcements.models import Announcement, Attachment, Category
from feed.forms import KEY_LENGTH, ManyFiles, WritingForm
from feed.models import Post
from kit import limits
from kit.embeds import EmbeddingForm, forms_in
from kit.http.exceptions import Problem
from kit.http.throttling import UPLOAD, consume
from spaces.actions import rule_of
from spaces.models import Space, SpaceKind
from spaces.rules import Rule, read_rule

PARTS = ("title", "lead", "body")
MINUTES = "%Y-%m-%dT%H:%M"
NAMES = dict(settings.LANGUAGES)
HEADINGS = {"department:": _("Department"), "place:": _("Place"), "job_title:": _("Job")}


def moment_field(label: Any) -> forms.DateTimeField:
    """A day and time in the zone of the editor."""
    kind = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES)
    return forms.DateTimeField(label=label, required=False, widget=kind)


class AudienceForm(forms.Form):
    """Who should read it: spaces, or people by department, place and job."""

    spaces = forms.ModelMultipleChoiceField(
        queryset=Space.objects.none(),
        required=False,
        to_field_name="slug",
        label=_("Spaces"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("You cannot write to one of these spaces.")},
    )
    any_of = forms.MultipleChoiceField(
        required=False, label=_("People of"), widget=forms.CheckboxSelectMultiple
    )
    none_of = forms.MultipleChoiceField(
        required=False, label=_("but not"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user: Any = user
        self.fields["spaces"].queryset = policy.may_address(user).by_name()
        known = [*self.initial.get("any_of", ()), *self.initial.get("none_of", ())]
        kept = [(fact, fact.partition(":")[2]) for fact in known]  # nobody has this value any more
        choices = list(dict.fromkeys([*facts(), *kept]))
        self.fields["any_of"].choices = self.fields["none_of"].choices = choices

    @cached_property
    def places(self) -> list[Space]:
        """The spaces to choose from, each with `is_chosen`, for the template."""
        chosen = set(self["spaces"].value() or ())
        spaces = list(self.fields["spaces"].queryset)
        for space in spaces:
            space.is_chosen = space.slug in chosen
        return spaces

    def groups(self, name: str) -> list[tuple[Any, list[tuple[str, str, bool]]]]:
        """Facts to choose from under a heading each: value, words, whether it is chosen."""
        chosen, found = set(self[name].value() or ()), []
        for field, heading in HEADINGS.items():
            known = self.fields[name].choices
            these = [pair for pair in known if pair[0].startswith(field)]
            found.append((heading, [(fact, words, fact in chosen) for fact, words in these]))
        return [(heading, facts) for heading, facts in found if facts]

    def wanted(self) -> list[tuple[Any, list[tuple[str, str, bool]]]]:
        """Whom the rule lets in."""
        return self.groups("any_of")

    def unwanted(self) -> list[tuple[Any, list[tuple[str, str, bool]]]]:
        """Whom it leaves out."""
        return self.groups("none_of")

    @property
    def rule(self) -> Rule | None:
        """The rule that was put together, if any; before anything is sent, the stored one."""
        known = self.cleaned_data if self.is_bound else self.initial
        wanted, unwanted = (
            [tuple(fact.split(":", 1)) for fact in known.get(name, ())]
            for name in ("any_of", "none_of")
        )
        return read_rule(wanted, unwanted) if wanted or unwanted else None


def facts() -> Iterator[tuple[str, str]]:
    """What a rule may ask about, as `field:value`."""
    found = facets()
    for field, values in (("department", "departments"), ("place", "places")):
        yield from ((f"{field}:{value}", value) for value in found.get(values, ()))
    yield from ((f"job_title:{value}", value) for value in found.get("job_titles", ()))


class AnnouncementForm(EmbeddingForm, AudienceForm, WritingForm):
    """Everything about an announcement, on one page."""

    body = None  # type: ignore[assignment]
    category = forms.ModelChoiceField(
        queryset=Category.objects.all(),
        required=False,
        label=_("Category"),
        empty_label=_("No category"),
    )
    on_behalf = forms.ChoiceField(required=False, label=_("On behalf of"))
    starts_at = moment_field(_("Publish from"))
    ends_at = moment_field(_("until"))
    pinned_until = moment_field(_("Pinned until"))
    confirm_by = forms.DateField(
        required=False,
        label=_("Everybody has to confirm by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    report_names = forms.BooleanField(required=False, label=_("The report shows names"))
    wants_review = forms.BooleanField(required=False, label=_("A second person reviews it first"))
    comments_open = forms.BooleanField(required=False, label=_("Comments and questions"))
    is_material = forms.BooleanField(
        required=False, label=_("The meaning has changed: ask for confirmation again")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    documents = forms.Field(  # type: ignore[assignment]
        required=False, label=_("Add files"), widget=ManyFiles()
    )

    def __init__(
        self, *args: Any, announcement: Announcement | None = None, **options: Any
    ) -> None:
        self.announcement = announcement
        self.waiting_files: list[Attachment] = []
        options.setdefault("initial", initial_of(announcement))
        super().__init__(*args, **options)
        for code in self.languages:
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title"),
                required=code == self.languages[0],
                max_length=limits.TITLE_LENGTH,
                error_messages={"required": _("Give the announcement a title.")},
            )
            self.fields[f"lead_{code}"] = forms.CharField(
                label=_("In one sentence"), required=False, max_length=LEAD_LENGTH
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Text"), required=False, strip=False, widget=forms.Textarea
            )
        departments = [(name, name) for name in facets().get("departments", ())]
        self.fields["on_behalf"].choices = [("", _("My own name")), *departments]
        for name in self.left_out():
            del self.fields[name]
        post = announcement.post if announcement else None
        is_draft = not (announcement and announcement.is_released)
        self.embeds = forms_in(Post, *args[:2], draft=post) if is_draft else []

    def left_out(self) -> set[str]:
        """Fields that have nothing to say at this moment."""
        is_released = bool(self.announcement and self.announcement.is_released)
        gone = {"report_names", "wants_review"} if is_released else {"is_material"}
        if self.announcement and self.announcement.announced_at:
            gone |= {"starts_at"}
        return gone if policy.may_show_names() else gone | {"report_names"}

    @cached_property
    def languages(self) -> list[str]:
        """All languages, the one of the first text or of the page before the others."""
        first = get_language()
        if self.announcement:
            first = self.announcement.current.texts.all()[0].language  # type: ignore[union-attr]
        return sorted(LANGUAGES, key=lambda code: code != first)

    def texts(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Code, name and fields of each language, for the template."""
        return [
            (code, NAMES[code], [self[f"{part}_{code}"] for part in PARTS])
            for code in self.languages
        ]

    def attached(self) -> list[Any]:
        """The pictures the announcement has already."""
        return list(self.announcement.post.photos.filter(lent=False)) if self.announcement else []

    def files_attached(self) -> list[Attachment]:
        """The files the announcement has already."""
        return list(self.announcement.files.all()) if self.announcement else []

    def take_in(self) -> None:
        """Store the files that came with the form: an error elsewhere must not lose them."""
        keys = [key[:KEY_LENGTH] for key in self.data.getlist("document")]
        for upload in self.files.getlist("documents")[: limits.FILES_AT_ONCE + 1]:
            consume(self.user, UPLOAD)
            keys.append(actions.upload_attachment(by=self.user, upload=upload).key)
        mine = Attachment.objects.visible_to(self.user).waiting_of(self.user)
        self.waiting_files = list(mine.filter(key__in=keys))

    def plan(self) -> AnnouncementPlan:
        """What was typed; uploads the pictures that came with the form."""
        sent = self.cleaned_data
        words = {
            code: Words(*(sent[f"{part}_{code}"] for part in PARTS)) for code in self.languages
        }
        plain = {name: sent[name] for name in DATES if name in sent}
        return AnnouncementPlan(
            words=words,
            spaces=list(sent["spaces"]),
            rule=self.rule,
            photos=self.upload_files(),
            files=[file.key for file in self.waiting_files],
            dropped=[key[:60] for key in self.data.getlist("drop")],
            **plain,
        )


DATES = (
    "category", "on_behalf", "starts_at", "ends_at", "pinned_until", "confirm_by", "report_names",
    "wants_review", "comments_open",
)  # fmt: skip


def initial_of(announcement: Announcement | None) -> dict[str, Any]:
    """The fields of a stored announcement, as the form shows them."""
    if announcement is None:
        return {"comments_open": True}
    current, post = announcement.current, announcement.post
    said: dict[str, Any] = {"version": post.version, "comments_open": post.comments_open}
    for one in current.texts.all():  # type: ignore[union-attr]
        said |= {f"{part}_{one.language}": getattr(one, part) for part in PARTS}
    for name in ("on_behalf", "starts_at", "ends_at", "confirm_by"):
        said[name] = getattr(current, name)
    for name in ("category", "pinned_until", "report_names", "wants_review"):
        said[name] = getattr(announcement, name)
    chosen = list(current.spaces.select_related("audience_rule"))  # type: ignore[union-attr]
    said["spaces"] = [space.slug for space in chosen if space.kind != SpaceKind.AUDIENCE]
    for space in chosen:
        if space.kind == SpaceKind.AUDIENCE:
            rule = rule_of(space.audience_rule)
            said["any_of"] = [":".join(fact) for fact in rule.any_of]
            said["none_of"] = [":".join(fact) for fact in rule.none_of]
    return said


class ConfirmationForm(forms.Form):
    """The version that was on the screen, and when, by the clock of the device."""

    version = forms.IntegerField(required=False, min_value=1)
    device_at = forms.DateTimeField(required=False)

    def confirmed(self) -> dict[str, Any]:
        """What the action takes; a clock that says nonsense says nothing."""
        if "version" in self.errors:
            raise Problem("unknown_version", _("There is no such version."), field="version")
        said = self.cleaned_data
        return {"number": said.get("version"), "device_at": said.get("device_at")}
