"""Addresses of the feed below /api/v1/, and the methods that answer there."""

from feed.api.comments import Comments
from feed.api.photos import Files, Photos
from feed.api.posts import Posts
from kit.api.views import at

POST = "posts/<int:pk>/"
COMMENTS = "posts/<int:post_pk>/comments/"
COMMENT = f"{COMMENTS}<int:pk>/"
PHOTO = "photos/<str:key>/"

urlpatterns = [
    at("posts/", Posts, "api-posts", get="list", post="publish"),
    at(POST, Posts, "api-post", get="retrieve_fresh", patch="change", delete="destroy"),
    at(f"{POST}reaction/", Posts, "api-post-reaction", put="react", delete="unreact"),
    at(f"{POST}reactions/", Posts, "api-post-reactions", get="reactions"),
    at(f"{POST}photos/", Posts, "api-post-photos", put="bring", delete="unpromise"),
    at(f"{POST}share/", Posts, "api-post-share", post="share"),
    at(f"{POST}saved/", Posts, "api-post-saved", put="save", delete="unsave"),
    at("saved/", Posts, "api-saved", get="saved"),
    at(COMMENTS, Comments, "api-comments", get="list", post="write"),
    at(COMMENT, Comments, "api-comment", get="retrieve_fresh", patch="change", delete="destroy"),
    at(f"{COMMENT}photos/", Comments, "api-comment-photos", put="bring", delete="unpromise"),
    at(f"{COMMENT}reaction/", Comments, "api-comment-reaction", put="react", delete="unreact"),
    at("photos/", Photos, "api-photos", post="add"),
    at(
        "photos/<str:key>/", Photos, "api-photo", get="retrieve", patch="describe", delete="discard"
    ),
    at("files/", Files, "api-files", post="add"),
    at("files/<str:key>/", Files, "api-file", get="retrieve", delete="discard"),
]
