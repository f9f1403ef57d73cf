"""Addresses of the feed below /api/v1/."""

from django.urls import path

from feed.api.comments import CommentReaction, Comments
from feed.api.photos import Files, NewFiles, NewPhotos, Photos
from feed.api.posts import PostReaction, PostReactions, Posts, PostSaved, PostShare, SavedPosts

ONE = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
MANY = {"get": "list", "post": "create"}
KEPT = {"get": "retrieve", "delete": "destroy"}
SWITCH = {"put": "update", "delete": "destroy"}
COMMENT = "posts/<int:post_pk>/comments/"

urlpatterns = [
    path("posts/", Posts.as_view(MANY), name="api-posts"),
    path("posts/<int:pk>/", Posts.as_view(ONE), name="api-post"),
    path("posts/<int:pk>/reaction/", PostReaction.as_view(SWITCH), name="api-post-reaction"),
    path(
        "posts/<int:pk>/reactions/",
        PostReactions.as_view({"get": "list"}),
        name="api-post-reactions",
    ),
    path("posts/<int:pk>/share/", PostShare.as_view({"post": "create"}), name="api-post-share"),
    path("posts/<int:pk>/saved/", PostSaved.as_view(SWITCH), name="api-post-saved"),
    path(COMMENT, Comments.as_view(MANY), name="api-comments"),
    path(f"{COMMENT}<int:pk>/", Comments.as_view(ONE), name="api-comment"),
    path(
        f"{COMMENT}<int:pk>/reaction/", CommentReaction.as_view(SWITCH), name="api-comment-reaction"
    ),
    path("saved/", SavedPosts.as_view({"get": "list"}), name="api-saved"),
    path("photos/", NewPhotos.as_view({"post": "create"}), name="api-photos"),
    path("photos/<str:key>/", Photos.as_view(ONE), name="api-photo"),
    path("files/", NewFiles.as_view({"post": "create"}), name="api-files"),
    path("files/<str:key>/", Files.as_view(KEPT), name="api-file"),
]
