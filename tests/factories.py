"""People, spaces and posts for tests: plain functions, every argument optional."""

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress

from accounts.actions import create_bot
from accounts.actions.people import write
from accounts.events import PersonCreated
from accounts.models import User
from chat.actions import send_message, start_group
from chat.models import Conversation, Message
from feed.actions import create_post, write_comment
from feed.models import Comment, Post
from kit.jobs.outbox import publish
from kit.live.hints import access_changed
from spaces.actions.spaces import checked, insert
from spaces.events import MemberJoined, SpaceChanged
from spaces.models import Membership, MembershipPeriod, Space

if TYPE_CHECKING:
    from polls.models import Poll

number = itertools.count(1)


def make_user(name: str = "", **fields: Any) -> User:
    """An active person with a verified address; `make_user("anna")` twice gives the same Anna.

    Nearly every test begins here, so this writes the three rows that `create_person` leaves and
    asks nothing before; `tests/test_factories.py` compares the two.
    """
    handle = name or f"person{next(number)}"
    if name and (known := User.objects.filter(handle=handle).first()):
        return known
    role = fields.pop("role", User.Role.MEMBER)
    fields = {
        "staff_number": handle,
        "handle": handle,
        "email": f"{handle}@nordwerk.example",
        "first_name": handle.capitalize(),
        "last_name": "Test",
        **fields,
    }
    user = User(role=role)
    user.set_password(fields.pop("password", "correct horse"))
    user.is_staff = user.is_superuser = role == User.Role.ADMINISTRATOR
    write(user, fields)
    user.save(force_insert=True)
    if user.email:
        EmailAddress.objects.bulk_create(
            [EmailAddress(user=user, email=user.email, verified=True, primary=True)]
        )
    publish(PersonCreated(user_id=user.pk))
    return user


def make_bot(name: str = "Weather", **fields: Any) -> User:
    """A bot that Anna answers for."""
    return create_bot(by=None, name=name, responsible=make_user("anna"), **fields)[0]


def make_space(
    *members: User, access: str = "open", managers: tuple[User, ...] = (), **fields: Any
) -> Space:
    """A space with `members`; its author is nobody's friend and does not belong to it.

    Written as rows like people are: what `create_space` and `add_member` leave.
    """
    author = fields.pop("author", None) or make_user("founder", role=User.Role.ADMINISTRATOR)
    roles = dict.fromkeys(members, Membership.Role.MEMBER)
    roles |= dict.fromkeys(managers, Membership.Role.MANAGER)
    wanted = {"name": f"Space {next(number)}", "access": access, **fields}
    slug = wanted.pop("slug", "")
    space = insert(checked(**wanted), author=author, slug=slug, member_count=len(roles))
    rows = [Membership(space=space, user=user, role=role) for user, role in roles.items()]
    Membership.objects.bulk_create(rows)
    MembershipPeriod.objects.bulk_create(
        MembershipPeriod(space=space, user=row.user, began_at=row.joined_at) for row in rows
    )
    publish(SpaceChanged(space_id=space.pk))
    for user in roles:
        publish(MemberJoined(space_id=space.pk, user_id=user.pk, by_id=None))
    access_changed([user.pk for user in roles])
    return space


def make_post(
    author: User | None = None, space: Space | None = None, body: str = "Hello", **fields: Any
) -> Post:
    """A post by `author` (Anna) in `space` (a new open one)."""
    author = author or make_user("anna")
    spaces = fields.pop("spaces", None) or [space or make_space(author)]
    return create_post(by=author, spaces=spaces, body=body, **fields)


def make_comment(
    post: Post, author: User | None = None, body: str = "Thanks", **fields: Any
) -> Comment:
    """A comment by `author` (Anna) below `post`."""
    return write_comment(by=author or make_user("anna"), post=post, body=body, **fields)


def make_group(*people: User, name: str = "Crew", **fields: Any) -> Conversation:
    """A group of Anna, who looks after it, and `people`."""
    return start_group(by=make_user("anna"), name=name, people=people, **fields)


def make_message(
    conversation: Conversation, author: User | None = None, body: str = "Hello", **fields: Any
) -> Message:
    """A message of `author` (Anna) in `conversation`."""
    author = author or make_user("anna")
    return send_message(by=author, conversation=conversation, body=body, **fields)


def make_poll(
    author: User | None = None,
    space: Space | None = None,
    options: Sequence[str] = ("Monday", "Friday"),
    **rules: Any,
) -> "Poll":
    """A poll by `author` (Anna) in `space` (a new open one); `rules` may also name the body."""
    from polls.actions import NewOption, Rules, create_poll  # an app that may be missing

    author = author or make_user("anna")
    body, client_id = rules.pop("body", "When?"), rules.pop("client_id", None)
    return create_poll(
        by=author,
        spaces=[space or make_space(author)],
        body=body,
        client_id=client_id,
        options=[NewOption(text) for text in options],
        rules=Rules(**rules),
    )
