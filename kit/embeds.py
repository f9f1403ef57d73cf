"""What apps embed in things that people write: a poll in a post, an announcement or a message.

An app declares its embed once, in its `embeds.py`, for all containers: `EMBEDS["poll"] = Embed(…)`.
A container stores the name of what it carries, offers the form, takes the serializer's fields and
draws the template; it neither knows nor imports the app.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.functional import Promise

from kit.registry import Registry

Attach = Callable[[list[Any], Any], Mapping[int, object]]


@dataclass(frozen=True)
class NewEmbed:
    """An embed to store with its container: in one transaction, under one client id."""

    name: str
    content: dict[str, Any]  # with it, two sendings are equal or not
    create: Callable[[Any], object]  # takes the place of what the container carried before


KEEP = NewEmbed("", {}, lambda container: None)  # leaves a container what it carries


class EmbedForm(forms.Form):
    """Fields of an embed within the form of a container. They count once a person switches them on.

    `container` is the model of what is written.
    """

    template: ClassVar[str]  # the fields, below the text; gets `form`
    switch: str  # what switches them on, among the tools; gets `form`

    def __init__(self, *args: Any, container: type[Model], **options: Any) -> None:
        super().__init__(*args, **options)
        self.container = container

    @property
    def is_on(self) -> bool:
        """Whether the container is to carry this."""
        raise NotImplementedError

    def new_embed(self, by: Any) -> NewEmbed:
        """What to store. Raises Problem for what cannot be taken."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Embed:
    """One sort of thing to embed. Containers are asked for by their model."""

    template: str  # draws it below the text; gets `embed`, nothing else
    attach: Mapping[type[Model], Attach]  # what a person sees, by ids; at most two queries
    cache_key: Callable[[Any], object]  # everything that the template shows of it
    form: type[EmbedForm] | None = None  # what composers offer
    serializer: type[Any] | None = None  # what programs send
    create: Callable[..., NewEmbed] | None = None  # from that, and `by`
    # drafts
    initial: Callable[[Any], dict[str, Any]] | None = None  # what is stored, as fields of the form
    delete: Callable[[Any], object] | None = None  # takes it away from a draft
    check: Callable[[Any, datetime], object] | None = None  # Problem: cannot be published then
    with_pictures: Callable[[Any, Mapping[int, Any]], object] | None = None  # these, by id
    # messages
    outcome: Callable[[Any, str], str] | None = None  # the note when it ends; gets the text, too
    ended: str | Promise = ""  # the same for who may not read the message any more, and for lists


EMBEDS: Registry[Embed] = Registry()


def embeds_in(container: type[Model]) -> dict[str, Embed]:
    """All that containers of this model may carry, by name."""
    return {name: embed for name, embed in EMBEDS.items() if container in embed.attach}


def forms_in(container: type[Model], *sent: Any, draft: Any = None) -> list[EmbedForm]:
    """The forms of one composer; `sent` are its data and files, `draft` is what it changes."""
    data, files = sent or (None, None)
    return [
        embed.form(data, files, container=container, initial=_stored(name, embed, draft))
        for name, embed in embeds_in(container).items()
        if embed.form
    ]


def _stored(name: str, embed: Embed, draft: Any) -> dict[str, Any] | None:
    return embed.initial(draft) if embed.initial and draft and draft.carries == name else None


class EmbeddingForm(forms.Form):
    """The form of a container: the embeds that are switched on stand and fall with it."""

    embeds: Iterable[EmbedForm] = ()

    def clean(self) -> dict[str, Any]:
        """Show errors of the embeds among the others."""
        for form in self.embeds:
            for problems in form.errors.as_data().values() if form.is_on else ():
                self.add_error(None, problems)
        return self.cleaned_data

    def new_embed(self, by: Any) -> NewEmbed | None:
        """What the first embed that is switched on adds, if any."""
        return next((form.new_embed(by) for form in self.embeds if form.is_on), None)
