"""The pages people use most, each with something on it, as Anna, an editor, sees them."""

from typing import Any

from accounts.models import User
from feed.actions import react_to_post
from tests.announcements.newsroom import make_announcement
from tests.factories import (
    make_comment,
    make_group,
    make_message,
    make_poll,
    make_post,
    make_space,
    make_user,
)
from tests.surveys import making


def make_anna() -> User:
    """An editor whose company has said something everywhere."""
    return make_user("anna", role=User.Role.EDITOR)


def main_pages(anna: User) -> dict[str, str]:
    """Name and address of each, after making what they show."""
    made = {"ben": make_user("ben", phone="+49 731 5550100"), "anna": anna}
    space = make_space(made["ben"], managers=(anna,), access="closed", name="Heat pumps")
    post = _feed(anna, made["ben"], space)
    talk, news = _talk(anna, made["ben"]), make_announcement(space, title="Winter rota", by=anna)
    survey = making.make_survey(
        *making.crowd(5), author=anna, anonymous=False, space=space, title="How are we?"
    )
    making.crowd(5)
    return {
        "feed": "/", "post": f"/p/{post.pk}/", "composer": "/compose/", "saved": "/saved/",
        "spaces": "/spaces/", "space": f"/s/{space.slug}/", "members": f"/s/{space.slug}/members/",
        "people": "/people/", "profile": "/people/ben/", "more": "/me/",
        "chats": "/chat/", "conversation": f"/chat/{talk.pk}/", "new conversation": "/chat/new/",
        "announcements": "/announcements/",
        "announcement": f"/announcements/{news.pk}-winter-rota/",
        "editor": f"/announcements/{news.pk}/edit/", "report": f"/announcements/{news.pk}/report/",
        "surveys": "/surveys/", "survey": f"/surveys/{survey.pk}/1/",
        "survey editor": f"/surveys/{survey.pk}/questions/", "notifications": "/notifications/",
        "profile settings": "/settings/profile/",
        "notification settings": "/settings/notifications/",
    }  # fmt: skip


def _feed(anna: User, ben: User, space: Any) -> Any:
    make_poll(anna, space, ["Monday", "Friday"])
    make_post(ben, space, "A **long** day")
    post = make_post(ben, space, "The valve is stuck. #heating")
    comment = make_comment(post, anna, "Which tool?")
    make_comment(post, ben, "The small one", parent=comment)
    react_to_post(by=ben, post=post, kind="helpful")
    make_post(ben, space, "Look", shared=post)
    return post


def _talk(anna: User, ben: User) -> Any:
    group = make_group(ben, name="Crew")
    make_message(group, ben, "Who has the ladder?")
    make_message(group, anna, "I have, until Friday.")
    return group
