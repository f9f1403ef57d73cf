"""Pictures that follow on what was written: the text went first, because the line was bad."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kit import limits
from kit.database import server_time
from kit.http.exceptions import Problem

WITHIN = timedelta(days=1)


class PromisesPhotos(models.Model):
    """Something that a person has written, whose pictures may still be on their way."""

    photos_to_come = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    told_at: ClassVar[str] = "created_at"  # the field from which on the promise counts

    class Meta:
        abstract = True

    @property
    def promised_photos(self) -> int:
        """How many pictures may still follow: whoever wrote it on a bad line has a day for them."""
        told: datetime = getattr(self, self.told_at)
        return 0 if told < server_time.now() - WITHIN else self.photos_to_come


class PhotosToCome(forms.IntegerField):
    """How many pictures follow on what the form brings."""

    def __init__(self) -> None:
        most, widget = limits.FILES_AT_ONCE, forms.HiddenInput
        super().__init__(required=False, min_value=0, max_value=most, widget=widget)

    def clean(self, value: Any) -> int:
        """None of them where nothing is said."""
        return super().clean(value) or 0


def none_named() -> Problem:
    """What is said of a request that names no pictures, on pages and over the API alike."""
    return Problem("no_photos", _("Name the pictures that follow."), field="photos")


def bring(
    thing: Any,
    photos: Collection[str],
    *,
    by: Any,
    here: "models.QuerySet[Any]",
    attach: Callable[..., None],
) -> bool:
    """Have `attach(behind=…)` hang the waiting `photos` (by key) below the locked `thing` that
    promised them, behind those that are `here`, all or none. False: they are there already.

    It is not edited by that, and nobody is told again.
    """
    keys = set(photos)
    if by.pk != thing.author_id:
        raise PermissionDenied
    if not keys:
        raise none_named()
    if here.filter(key__in=keys).count() == len(keys):
        return False
    if thing.deleted_at or len(keys) > thing.promised_photos:
        raise Problem("too_late", _("These pictures come too late."), field="photos")
    attach(behind=here.count())
    rows = type(thing)._base_manager.filter(pk=thing.pk)
    rows.update(photos_to_come=F("photos_to_come") - len(keys))
    return True


def take_back(thing: Any, *, by: Any) -> bool:
    """Let no more pictures follow on the locked `thing`. False: none was promised any more."""
    if by.pk != thing.author_id:
        raise PermissionDenied
    rows = type(thing)._base_manager.filter(pk=thing.pk).exclude(photos_to_come=0)
    return bool(rows.update(photos_to_come=0))
