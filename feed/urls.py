"""Addresses of the feed."""

from django.urls import path

from feed.views import comments, compose, lists, mute, photos, posts, reports

urlpatterns = [
    path("", lists.feed, name="feed"),
    path("feed/new/", lists.newer, name="feed-new"),
    path("saved/", lists.saved, name="saved"),
    path("t/<str:name>/", lists.topic, name="topic"),
    path("s/<slug:slug>/", lists.space, name="space"),
    path("people/<str:handle>/posts/", lists.person_posts, name="person-posts"),
    path("compose/", compose.compose, name="compose"),
    path("share/", compose.share, name="share"),
    path("compose/audience/", compose.audience, name="audience"),
    path("compose/preview/", compose.preview, name="text-preview"),
    path("mentions/", compose.mentions, name="mentions"),
    path("p/<int:pk>/", posts.post, name="post"),
    path("p/<int:pk>/card/", posts.card, name="post-card"),
    path("p/<int:pk>/edit/", posts.edit, name="post-edit"),
    path("p/<int:pk>/delete/", posts.delete, name="post-delete"),
    path("p/<int:pk>/reaction/", posts.reaction, name="post-reaction"),
    path("p/<int:pk>/reactions/", posts.reactions, name="post-reactions"),
    path("p/<int:pk>/saved/", posts.saved, name="post-saved"),
    path("p/<int:pk>/comments/", comments.comments, name="comments"),
    path("p/<int:pk>/comments/<int:comment_pk>/", comments.comment, name="comment"),
    path("p/<int:pk>/comments/<int:comment_pk>/edit/", comments.edit, name="comment-edit"),
    path("p/<int:pk>/comments/<int:comment_pk>/photos/", comments.photos, name="comment-photos"),
    path("p/<int:pk>/comments/<int:comment_pk>/delete/", comments.delete, name="comment-delete"),
    path(
        "p/<int:pk>/comments/<int:comment_pk>/reaction/", comments.reaction, name="comment-reaction"
    ),
    path(
        "p/<int:pk>/comments/<int:comment_pk>/reactions/",
        comments.reactions,
        name="comment-reactions",
    ),
    path("p/<int:pk>/photos/", posts.photos, name="post-photos"),
    path("p/<int:pk>/report/", reports.report, name="post-report"),
    path("p/<int:pk>/mute/", mute.mute, name="post-mute"),
    path("photos/", photos.photos, name="photos"),
    path("photos/<str:key>/", photos.photo, name="photo"),
    path("files/photos/<str:key>/<int:size>", photos.picture, name="photo-file"),
    path("files/posts/<str:key>", photos.content, name="post-file"),
]
