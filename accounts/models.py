"""People."""

import hashlib
import re
import zoneinfo
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.api_tokens import ApiToken  # noqa: F401
from accounts.audit import AuditEntry  # noqa: F401
from accounts.availability.models import (  # noqa: F401
    Absence,
    CompanyHours,
    QuietTime,
    Shift,
    UrgentSender,
    WorkingHours,
)
from accounts.availability.urgent_calls import UrgentCall  # noqa: F401
from accounts.fields import DerivedTextField, normalize
from accounts.portraits import Portrait  # noqa: F401
from accounts.sessions import Session  # noqa: F401
from accounts.skills import SKILLS_LENGTH, listed
from accounts.status import HasStatus
from kit.http.exceptions import Problem
from kit.text import unicode_names

HUE_STEP = 15  # the style sheet has one class per step of the colour circle


class UserQuerySet(models.QuerySet["User"]):
    """Questions about people."""

    def active(self) -> "UserQuerySet":
        """People who may sign in."""
        return self.filter(is_active=True)

    def visible_to(self, user: "User | AnonymousUser") -> "UserQuerySet":
        """The directory: every active person sees every active person."""
        return self.active() if user.is_active else self.none()

    def without_bots(self) -> "UserQuerySet":
        """People of flesh and blood: for head counts and lists of colleagues."""
        return self.filter(is_bot=False)

    def signing_in_as(self, name: str) -> "User | None":
        """The person with this staff number or verified address, however it is typed."""
        people = self.without_bots()
        if "@" in name:
            address = {"emailaddress__email": name.strip().lower(), "emailaddress__verified": True}
            return people.filter(**address).first()
        return people.filter(staff_number=normalise_sign_in(name)).first()

    def by_name(self) -> "UserQuerySet":
        """In the order of a directory."""
        return self.order_by("sort_name", "pk")

    def matching(self, text: str) -> "UserQuerySet":
        """People of whom every word of `text` begins a word of what the directory knows of them."""
        return self._beginning("search_words", text)

    def helping_with(self, text: str) -> "UserQuerySet":
        """People who say that they can help with something that begins with these words."""
        return self._beginning("skill_words", text)

    def _beginning(self, column: str, text: str) -> "UserQuerySet":
        people = self
        for word in normalize(text).split()[:10]:
            people = people.filter(**{f"{column}__contains": f" {word}"})
        return people


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people; pages and admin use `accounts.actions.create_person` instead."""

    def create_superuser(self, staff_number: str, password: str, **fields: Any) -> "User":
        """An administrator, for Django's own command. Who types an address instead of a staff
        number signs in with it; the part before the @ becomes the number."""
        from accounts.actions import create_person

        name, at, _host = staff_number.partition("@")
        address = {"email": staff_number} if at else {}
        try:
            return create_person(
                by=None,
                staff_number=name,
                password=password,
                role=User.Role.ADMINISTRATOR,
                **{"first_name": name, "last_name": "", **address, **fields},
            )
        except Problem as problem:  # the command shows these in one line
            raise ValidationError(str(problem.detail)) from problem


def normalise_sign_in(name: str) -> str:
    """The one form in which sign-in names are stored and compared (NFKC, case folded)."""
    return unicode_names.normalised(name)


class User(HasStatus, AbstractBaseUser, PermissionsMixin):
    """A person of the company. Rows are never deleted, so names are never handed on.

    A bot is a program that takes part in conversations under a name of its own. It has keys, but
    neither password nor address, and somebody `responsible` for what it does.
    """

    class Role(models.TextChoices):
        """What a person may do beyond the own spaces."""

        MEMBER = "member", _("Member")
        EDITOR = "editor", _("Editor")
        ADMINISTRATOR = "administrator", _("Administrator")

    class Theme(models.TextChoices):
        """How pages look; empty follows the device."""

        SYSTEM = "", _("Same as the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")
        SUN = "sun", _("Sunlight")

    staff_number = models.CharField(_("staff number"), max_length=60, unique=True)
    handle = models.CharField(
        _("handle"), max_length=60, unique=True, help_text=_("Name in mentions and addresses.")
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    job_title = models.CharField(_("job title"), max_length=100, blank=True)
    department = models.CharField(_("department"), max_length=100, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    about = models.TextField(_("about me"), max_length=1000, blank=True)
    spoken = models.CharField(_("languages I speak"), max_length=200, blank=True)
    skills = models.CharField(_("can help with"), max_length=SKILLS_LENGTH, blank=True)
    language = models.CharField(
        _("language of the pages"), max_length=10, blank=True, choices=settings.LANGUAGES
    )
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    theme = models.CharField(_("theme"), max_length=10, blank=True, choices=Theme.choices)
    has_keys = models.BooleanField(
        _("single keys as shortcuts"), default=True, help_text=_("Press ? on any page to see them.")
    )
    portrait_key = models.CharField(max_length=60, blank=True, editable=False)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.MEMBER)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    deactivated_at = models.DateTimeField(_("deactivated"), null=True, blank=True)
    is_bot = models.BooleanField(_("bot"), default=False, editable=False)
    responsible = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bots",
        verbose_name=_("responsible"),
        help_text=_("The person accountable for what the bot does."),
    )
    # What every session's checksum rests on: another round ends all sessions of the person at once.
    SESSION_FIELDS = ("password", "session_epoch")
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    sort_name = DerivedTextField("last_name", "first_name")
    search_words = DerivedTextField(
        "first_name", "last_name", "job_title", "department", "place", "spoken", "skills", "about",
        write="words",
    )  # fmt: skip
    skill_words = DerivedTextField("skills", write="words")

    objects = UserManager()

    USERNAME_FIELD = "staff_number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []
    # what stands of a person beside something else
    FACE = ("first_name", "last_name", "handle", "job_title", "portrait_key", "is_bot")
    DECISIVE = (
        "role",
    )  # what rules of reading may ask of a person beside the id (kit.database.prepared)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="one_person_per_address", condition=~models.Q(email="")
            )
        ]
        indexes = [
            # the directory, in order of names
            models.Index(fields=["sort_name", "id"], name="people_by_name"),
            # "new at the company"
            models.Index(fields=["-joined_at", "-id"], name="people_by_joining"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The profile."""
        return reverse("person", args=[self.handle])

    def clean(self) -> None:
        """Bring sign-in name and address into the form in which they are compared."""
        self.staff_number = normalise_sign_in(self.staff_number)
        self.email = self.email.strip().lower()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must prove. Django asks for it at every request."""
        proof = ":".join(str(getattr(self, field)) for field in self.SESSION_FIELDS)
        return salted_hmac("accounts.session", proof, secret=secret, algorithm="sha256").hexdigest()

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @classmethod
    def behind_face(cls, path: str) -> list[str]:
        """What `defer` is given where only the face of the person at `path` is shown."""
        shown = {"id", *cls.FACE}
        return [f"{path}__{one.name}" for one in cls._meta.concrete_fields if one.name not in shown]

    def get_full_name(self) -> str:
        """The name, as Django's admin asks for it."""
        return self.name

    def get_short_name(self) -> str:
        """The first name, as Django's admin asks for it."""
        return self.first_name

    @property
    def initials(self) -> str:
        """One or two letters for the place of a missing portrait."""
        return "".join(part[0] for part in (self.first_name, self.last_name) if part).upper()

    @property
    def dial(self) -> str:
        """The phone number as machines dial it."""
        return re.sub(r"[^0-9+]", "", self.phone)

    @property
    def spoken_languages(self) -> list[str]:
        """The languages one by one."""
        return [language.strip() for language in self.spoken.split(",") if language.strip()]

    @property
    def skill_list(self) -> list[str]:
        """What the person can help with, one by one."""
        return listed(self.skills)

    def portrait_address(self, size: int) -> str:
        """Where the picture is fetched, at least so wide; empty for a person without one."""
        return reverse("portrait-file", args=[self.portrait_key, size]) if self.portrait_key else ""

    @property
    def hue(self) -> int:
        """The person's colour: a step of the colour circle, steady for life."""
        return hashlib.md5(self.handle.encode(), usedforsecurity=False).digest()[0] % 24 * HUE_STEP

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The person's time zone, or the company's."""
        return zoneinfo.ZoneInfo(self.time_zone or settings.TIME_ZONE)


class BotManager(UserManager):
    """Finds the people that are programs."""

    def get_queryset(self) -> UserQuerySet:
        """Bots, the deactivated too."""
        return super().get_queryset().filter(is_bot=True)


class Bot(User):
    """The people that are programs, for the administration."""

    objects = BotManager()  # type: ignore[misc]

    class Meta:
        proxy = True
        verbose_name = _("bot")
        verbose_name_plural = _("bots")
