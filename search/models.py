"""The index: what can be found, through what it is read, and the words it is made of."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models import Conversation
from kit.database.full_text import FullText
from spaces.models import Space


class Scope(models.Model):
    """A set of spaces through which things are read; `key` names it by their ids: "3 17"."""

    key = models.CharField(max_length=400, unique=True)
    spaces = models.ManyToManyField(Space, through="ScopeSpace", related_name="+")

    def __str__(self) -> str:
        return f"Scope {self.pk}"


class ScopeSpace(models.Model):
    """That a set holds a space."""

    scope = models.ForeignKey(Scope, models.CASCADE, related_name="members")
    space = models.ForeignKey(Space, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("space", "scope", name="space_once_in_scope")]


class SearchEntry(models.Model):
    """One thing that can be found, with a copy of what it says.

    Read by whoever may read one of the spaces of `scope`, or sees the number `position` in
    `conversation`; with neither by whom its source names. With `is_open` everybody may read it, and
    its words count for what everybody is told. `terms` holds every token with how
    often it stands where (`search.index.terms`); a column or table beside it, the database's full
    text, finds rows by them.
    """

    source = models.CharField(max_length=20)
    kind = models.CharField(_("kind"), max_length=20)
    object_id = models.BigIntegerField()
    scope = models.ForeignKey(Scope, models.CASCADE, null=True, related_name="+")
    conversation = models.ForeignKey(Conversation, models.CASCADE, null=True, related_name="+")
    position = models.PositiveBigIntegerField(default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("time"))
    expires_at = models.DateTimeField(null=True)
    weight = models.FloatField(default=1.0)
    is_open = models.BooleanField(default=False)
    length = models.PositiveIntegerField(default=0)
    url = models.CharField(max_length=400)
    title = models.TextField(_("title"), blank=True)
    keywords = models.TextField(blank=True)
    terms = models.TextField()
    body = models.TextField(_("text"), blank=True)

    full_text = FullText("search_searchentry")

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [
            models.UniqueConstraint("source", "object_id", name="one_entry_per_thing"),
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="entries_by_time")]

    def __str__(self) -> str:
        return f"{self.source} {self.object_id}"  # no title: this ends up in logs


class Rebuild(models.Model):
    """How far building a source anew has come, so that a command that was killed goes on, and when
    it came that far, so that nobody goes on while it runs."""

    source = models.CharField(max_length=20, unique=True)
    last = models.BigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)  # nothing: nobody is at it

    def __str__(self) -> str:
        return f"{self.source} up to {self.last}"


class IndexedSource(models.Model):
    """What the index holds of a source, when it was built, and what the last check found."""

    source = models.CharField(_("source"), max_length=20, unique=True)
    entries = models.PositiveBigIntegerField(_("entries"), default=0)
    built_at = models.DateTimeField(_("built"), null=True)
    checked_at = models.DateTimeField(_("checked"), null=True)
    differed = models.PositiveBigIntegerField(_("differed"), default=0)  # at the last check

    class Meta:
        verbose_name = verbose_name_plural = _("search index")

    def __str__(self) -> str:
        return self.source


class Word(models.Model):
    """A word of the company, folded, and in how many entries it stands.

    It is shown to nobody: what a person is offered comes out of an entry this person may read. What
    words weigh and which are near follows from `open_documents`, the entries everybody may read;
    all `documents` say only what looking for it costs.
    """

    text = models.CharField(max_length=60, unique=True)
    stem = models.CharField(max_length=60, db_index=True)
    backwards = models.CharField(max_length=60, db_index=True)  # the stem, for what ends so
    documents = models.IntegerField(default=0)
    open_documents = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"Word {self.pk}"


class Deletion(models.Model):
    """A word with letters left out, as a number: what a typing error has in common with it."""

    variant = models.BigIntegerField()
    word = models.ForeignKey(Word, models.CASCADE, related_name="deletions")

    class Meta:
        indexes = [models.Index(fields=["variant", "word"], name="words_by_deletion")]
