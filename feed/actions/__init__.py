"""Every change of the feed: one verb each, for pages, API, admin and tasks alike."""

from feed.actions.comments import delete_comment, edit_comment, write_comment
from feed.actions.following import (
    bring_comment_photos,
    bring_photos,
    take_back_comment_promise,
    take_back_promise,
)
from feed.actions.photos import describe_photo, discard_photo, upload_file, upload_photo
from feed.actions.posts import create_post, delete_post, edit_post
from feed.actions.reactions import (
    react_to_comment,
    react_to_post,
    save_post,
    take_back_comment_reaction,
    take_back_reaction,
    unsave_post,
)

__all__ = [
    "bring_comment_photos",
    "bring_photos",
    "create_post",
    "delete_comment",
    "delete_post",
    "describe_photo",
    "discard_photo",
    "edit_comment",
    "edit_post",
    "react_to_comment",
    "react_to_post",
    "save_post",
    "take_back_comment_promise",
    "take_back_comment_reaction",
    "take_back_promise",
    "take_back_reaction",
    "unsave_post",
    "upload_file",
    "upload_photo",
    "write_comment",
]
