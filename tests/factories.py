"""People, spaces and posts for tests: plain functions, every argument optional."""

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from accounts.actions import create_bot, create_person
from accounts.models import User
from chat.actions import send_message, start_group
from chat.models import Conversation, Message
from feed.actions import create_post, write_comment
from feed.models import Comment, Post
from spaces.actions import add_member, create_space, remove_member
from spaces.models import Membership, Space

if TYPE_CHECKING:
    from polls.models import Poll

number = itertools.count(1)


def make_user(name: str = "", **fields: Any) -> User:
    """An active person with a verified address; `make_user("anna")` twice gives the same Anna."""
    handle = name or f"person{next(number)}"
    if name and (known := User.objects.filter(handle=handle).first()):
        return known
    return create_person(
        by=None,
        **{
            "staff_number": handle,
            "handle": handle,
            "email": f"{handle}@nordwerk.example",
            "first_name": handle.capitalize(),
            "last_name": "Test",
            "password": "correct horse",
            **fields,
        },
    )


def make_bot(name: str = "Weather", **fields: Any) -> User:
    """A bot that Anna answers for."""
    return create_bot(by=None, name=name, responsible=make_user("anna"), **fields)[0]


def make_space(
    *members: User, access: str = "open", managers: tuple[User, ...] = (), **fields: Any
) -> Space:
    """A space with `members`; its author is nobody's friend and leaves at once."""
    count = next(number)
    author = fields.pop("author", None) or make_user("founder", role=User.Role.ADMINISTRATOR)
    space = create_space(by=author, **{"name": f"Space {count}", "access": access, **fields})
    remove_member(by=None, space=space, user=author)
    for member in (*members, *managers):
        role = Membership.Role.MANAGER if member in managers else Membership.Role.MEMBER
        add_member(by=None, space=space, user=member, role=role)
    space.refresh_from_db()
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
    from polls.actions import Answer, Rules, create_poll  # an app that may be missing

    author = author or make_user("anna")
    body, client_id = rules.pop("body", "When?"), rules.pop("client_id", None)
    return create_poll(
        by=author,
        spaces=[space or make_space(author)],
        body=body,
        client_id=client_id,
        options=[Answer(text) for text in options],
        rules=Rules(**rules),
    )
