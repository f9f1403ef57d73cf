"""One secret space with everything in it, and five people who come along."""

import io
import re
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.actions import (
    add_absence,
    add_shift,
    change_portrait,
    create_token,
    let_send_urgently,
)
from accounts.models import User
from announcements.actions import publish_announcement, upload_attachment, write_announcement
from chat.actions import open_space_conversation, plan_message, send_message, upload_file
from feed.actions import create_post, react_to_comment, react_to_post, upload_photo, write_comment
from feed.events import PostReacted
from feed.notifications import notify_post_reaction
from kit.files.resumable import begin_upload
from notifications.mail.unsubscribe import unsubscribe_address
from notifications.webpush.actions import add_device
from polls.actions import vote
from spaces.actions import add_member, invite_person
from tests.announcements.newsroom import make_plan
from tests.factories import make_poll, make_space, make_user
from tests.notifications.phones import POINT, SECRET
from tests.routes import Route
from tests.surveys import making

PEOPLE = ("nobody", "outsider", "member", "manager", "gone")
LONGEST_ID = 2**63 - 1


def picture() -> SimpleUploadedFile:
    """A small real picture."""
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "#c02020").save(written, "PNG")
    return SimpleUploadedFile("photo.png", written.getvalue(), "image/png")


def tomorrow() -> datetime:
    """A time that is not over."""
    return timezone.now() + timedelta(days=1)


def end_of_mails(person: User) -> str:
    """The token in the address that ends a person's digests."""
    return unsubscribe_address(person, "digest", timezone.now()).split("/")[-3]


class World:
    """Anna, an editor, manages and wrote everything; Ben belongs, Eve is outside, Gone has left."""

    def __init__(self, access: str = "secret") -> None:
        self.people: dict[str, User | None] = {
            "nobody": None,
            "outsider": make_user("eve"),
            "member": make_user("ben"),
            "manager": make_user("anna", role=User.Role.EDITOR),
            "gone": make_user("gone"),
        }
        anna = self.anna = self.people["manager"]
        ben = self.ben = self.people["member"]
        gone = self.people["gone"]
        self.space = make_space(ben, gone, access=access, managers=(anna,), name="Hidden")
        self.other = make_space(ben, access=access, managers=(anna,), name="Elsewhere")
        self.post = create_post(by=anna, spaces=[self.space], body="secret words #eagle")
        self.comment = write_comment(by=anna, post=self.post, body="secret answer")
        self.elsewhere = create_post(by=anna, spaces=[self.other], body="another post")
        let_send_urgently(by=None, user=anna)
        react_to_post(by=ben, post=self.post)
        react_to_comment(by=ben, comment=self.comment)
        self.talk = open_space_conversation(by=anna, space=self.space)
        self.other_talk = open_space_conversation(by=anna, space=self.other)
        self.said = send_message(by=anna, conversation=self.talk, body="secret words of a talk")
        self.asking = make_user("kim")
        invite_person(by=anna, space=self.space, user=self.asking)

    @cached_property
    def photo(self) -> Any:
        """A picture below a post of the space."""
        photo = upload_photo(by=self.anna, upload=picture())
        create_post(by=self.anna, spaces=[self.space], body="look", photos=[photo.key])
        photo.refresh_from_db()
        return photo

    @cached_property
    def announcement(self) -> Any:
        """An announcement with a picture that the space has to confirm; Anna is its editor."""
        photo = upload_photo(by=self.anna, upload=picture())
        due = timezone.localdate() + timedelta(days=3)
        files = [upload_attachment(by=self.anna, upload=picture()).key]
        plan = make_plan(
            "secret words", self.space, confirm_by=due, photos=[photo.key], files=files
        )
        return publish_announcement(
            by=self.anna, announcement=write_announcement(by=self.anna, plan=plan)
        )

    @cached_property
    def waiting(self) -> Any:
        """A picture that Anna uploaded and did not attach."""
        return upload_photo(by=self.anna, upload=picture())

    @cached_property
    def begun(self) -> Any:
        """A file of Anna that arrives in parts."""
        return begin_upload(by=self.anna, kind="files", name="plan.bin", size=9)

    @cached_property
    def planned(self) -> Any:
        """What Anna will send later."""
        talk, due = self.talk, tomorrow()
        return plan_message(by=self.anna, conversation=talk, body="secret plan", due_at=due)

    @cached_property
    def sent_file(self) -> Any:
        """A picture below a message of the space's conversation."""
        file = upload_file(by=self.anna, upload=picture())
        send_message(by=self.anna, conversation=self.talk, body="look", files=[file.key])
        return file

    @cached_property
    def waiting_file(self) -> Any:
        """A picture that Anna uploaded for a message and did not send."""
        return upload_file(by=self.anna, upload=picture())

    @cached_property
    def portrait(self) -> Any:
        """A picture of Anna."""
        change_portrait(by=self.anna, user=self.anna, upload=picture())
        return self.anna.portraits.get()

    @cached_property
    def poll(self) -> Any:
        """A poll of the space that shows Anna who voted for what; Ben voted."""
        rules = {"allows_options": True, "lists_voters": True}
        poll = make_poll(self.anna, self.space, ["yes", "no", "perhaps"], **rules)
        vote(by=self.ben, poll_id=poll.pk, option_ids=[poll.options.first().pk])
        return poll

    @cached_property
    def told(self) -> Any:
        """What Anna was told of Ben's reaction to her post."""
        notify_post_reaction(PostReacted(post_id=self.post.pk, by_id=self.ben.pk))
        return self.anna.notifications.get()

    @cached_property
    def push_device(self) -> Any:
        """A browser of Anna that wants to be reached."""
        given = {"endpoint": "https://push.example/anna", "p256dh": POINT, "auth": SECRET}
        return add_device(by=self.anna, **given)[0]

    @property
    def options(self) -> list[Any]:
        """The answers of the poll."""
        return list(self.poll.options.all())

    @cached_property
    def survey(self) -> Any:
        """An anonymous survey of Anna in the space, which has enough people for one."""
        for person in making.crowd(4):
            add_member(by=None, space=self.space, user=person)
        asked = [making.SCALE, making.SINGLE]
        return making.make_survey(author=self.anna, space=self.space, questions=asked)

    @cached_property
    def named(self) -> Any:
        """A survey with names of Anna in the space."""
        return making.make_survey(author=self.anna, space=self.space, anonymous=False)

    @cached_property
    def shift(self) -> Any:
        """A shift of Anna."""
        return add_shift(by=self.anna, user=self.anna, start=timezone.now(), end=tomorrow())

    @cached_property
    def absence(self) -> Any:
        """Days off of Anna."""
        day = tomorrow().date()
        return add_absence(by=self.anna, user=self.anna, first_day=day, last_day=day)

    @cached_property
    def token(self) -> Any:
        """A key of Anna."""
        return create_token(by=self.anna, name="robot", scopes=["read"])[0]

    def client(self, person: str) -> Client:
        """A browser in which `person` is signed in; Gone was, before being deactivated."""
        client, user = Client(raise_request_exception=False), self.people[person]
        if user:
            client.force_login(user)
        if person == "gone":
            User.objects.filter(pk=user.pk).update(is_active=False)
        return client

    # --- addresses -------------------------------------------------------------------------------
    def path(self, route: Route, **changed: Any) -> str:
        """The address of the thing this route is about."""
        return fill(route.path, {**self.values(route), **changed})

    def unknown(self, route: Route) -> str:
        """The same address for things that never were."""
        values = self.values(route)
        return fill(route.path, {name: never(value) for name, value in values.items()})

    def values(self, route: Route) -> dict[str, Any]:
        """What stands in the address, by name of the parameter."""
        names = set(re.findall(r"<(?:\w+:)?(\w+)>", route.path))
        return {name: self.value(route.name, name) for name in names}

    def value(self, route: str, name: str) -> Any:
        """The id that `name` means in `route`."""
        if name == "pk" and route.removeprefix("api-").startswith("poll"):
            return self.poll.pk
        if (route, name) in SPECIAL:
            return SPECIAL[route, name](self)
        if is_news(route) and name in NEWS:
            return NEWS[name](self)
        if name == "pk" and route.removeprefix("api-").startswith("survey"):
            return (self.named if route in NAMED else self.survey).pk
        return COMMON[name](self)


COMMON = {
    "pk": lambda world: world.post.pk,
    "option_pk": lambda world: world.options[2].pk,
    "post_pk": lambda world: world.post.pk,
    "comment_pk": lambda world: world.comment.pk,
    "slug": lambda world: world.space.slug,
    "handle": lambda world: "ben",
    "name": lambda world: "eagle",
    "key": lambda world: world.photo.key,
    "size": lambda world: 480,
    "uidb36": lambda world: "1",
    "conversation_pk": lambda world: world.talk.pk,
    "variant": lambda world: "480",
    "seq": lambda world: world.said.seq,
    "planned_pk": lambda world: world.planned.pk,
    "number": lambda world: 1,
    "form": lambda world: "csv",
}
PUSH_DEVICES = [
    prefix + name
    for prefix in ("", "api-")
    for name in ("push-device", "push-device-on", "push-device-trial")
]
NAMED = ("survey-question", "survey-answers", "api-survey-response")
SPECIAL = {
    ("notification-open", "pk"): lambda world: world.told.pk,
    **{(name, "pk"): lambda world: world.push_device.pk for name in PUSH_DEVICES},
    ("settings-notification-place", "name"): lambda world: f"space:{world.space.pk}",
    ("api-place", "place"): lambda world: f"space:{world.space.pk}",
    ("api-choice", "topic"): lambda world: "polls",
    ("api-choice", "channel"): lambda world: "push",
    ("notification-read", "pk"): lambda world: world.told.pk,
    ("api-notification-read", "pk"): lambda world: world.told.pk,
    ("announcement-file", "key"): lambda world: world.announcement.files.get().key,
    ("search-file", "key"): lambda world: world.announcement.files.get().key,
    ("photo", "key"): lambda world: world.waiting.key,
    ("api-chat-file", "key"): lambda world: world.sent_file.key,
    ("api-upload", "key"): lambda world: world.begun.key,
    ("chat-file", "key"): lambda world: world.sent_file.key,
    ("chat-upload", "key"): lambda world: world.waiting_file.key,
    ("portrait-file", "key"): lambda world: world.portrait.key,
    ("api-comment", "pk"): lambda world: world.comment.pk,
    ("api-comment-photos", "pk"): lambda world: world.comment.pk,
    ("api-comment-reaction", "pk"): lambda world: world.comment.pk,
    ("mail-unsubscribe", "token"): lambda world: end_of_mails(world.anna),
    ("settings-token", "pk"): lambda world: world.token.pk,
    ("api-token", "pk"): lambda world: world.token.pk,
    ("settings-shift", "pk"): lambda world: world.shift.pk,
    ("api-shift", "pk"): lambda world: world.shift.pk,
    ("settings-absence", "pk"): lambda world: world.absence.pk,
    ("api-absence", "pk"): lambda world: world.absence.pk,
    ("settings-device", "pk"): lambda world: LONGEST_ID,
    ("api-session", "pk"): lambda world: LONGEST_ID,
    ("space-invitation-of", "handle"): lambda world: "kim",
    ("api-invitation-detail", "handle"): lambda world: "kim",
    ("account_reset_password_from_key", "key"): lambda world: "abc-def",
}


# What stands in addresses about an announcement.
NEWS = {
    "pk": lambda world: world.announcement.pk,
    "slug": lambda world: "secret-words",
    "key": lambda world: world.announcement.post.photos.get().key,
}


def is_news(route: str) -> bool:
    """Whether `route` is about an announcement."""
    return route.startswith(("announcement", "api-announcement"))


def never(value: Any) -> Any:
    """An id of the same kind that does not exist."""
    return (
        LONGEST_ID
        if isinstance(value, int) and value != 480
        else value
        if value == 480
        else "never"
    )


def fill(path: str, values: dict[str, Any]) -> str:
    """`p/<int:pk>/` and `^spaces/(?P<slug>…)/$` with their values."""
    for name, value in values.items():
        path = re.sub(rf"<(?:\w+:)?{name}>", str(value), path)
        path = re.sub(rf"\(\?P{re.escape(str(value))}[^)]*\)", str(value), path)
    return "/" + path.replace("^", "").replace("$", "").replace("\\.", ".")
