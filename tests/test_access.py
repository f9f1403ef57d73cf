"""Who gets which answer at every address. An address this file does not know fails the tests."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils.timezone import now

from accounts.models import User
from spaces.actions import remove_member
from spaces.models import Space
from tests.access_worlds.world import PEOPLE, World, picture, tomorrow
from tests.factories import make_user
from tests.routes import every
from tests.surveys.making import octets

pytestmark = pytest.mark.slow  # about 1,500 requests

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

# Everything lies in a secret space. nobody: not signed in; outsider: signed in, no member; gone:
# a deactivated member whose browser still has a session. Methods that are not listed answer 405.
TABLE = """
                                         nobody outsider member manager gone
feed                              GET      302      200    200     200  302
feed-new                          GET      302      400    400     400  302
saved                             GET      302      200    200     200  302
topic                             GET      302      200    200     200  302
person-posts                      GET      302      200    200     200  302
compose                           GET      302      200    200     200  302
compose                           POST     302      400    302     302  302
audience                          GET      302      200    200     200  302
mentions                          GET      302      200    200     200  302
post                              GET      302      404    200     200  302
post                              DELETE   302      404    403     302  302
post-card                         GET      302      404    200     200  302
post-edit                         GET      302      404    403     200  302
post-edit                         POST     302      404    403     302  302
post-delete                       GET      302      404    403     200  302
post-reaction                     PUT      302      404    302     302  302
post-reaction                     DELETE   302      404    302     302  302
post-reactions                    GET      302      404    200     200  302
post-saved                        PUT      302      404    302     302  302
post-saved                        DELETE   302      404    302     302  302
comments                          GET      302      404    302     302  302
comments                          POST     302      404    302     302  302
comment                           GET      302      404    302     302  302
comment                           DELETE   302      404    403     302  302
comment-edit                      GET      302      404    403     200  302
comment-edit                      POST     302      404    403     302  302
comment-delete                    GET      302      404    403     200  302
comment-reaction                  PUT      302      404    302     302  302
comment-reaction                  DELETE   302      404    302     302  302
comment-reactions                 GET      302      404    200     200  302
news                              GET      302      200    200     200  302
news-desk                         GET      302      403    403     200  302
news-new                          GET      302      403    403     200  302
news-new                          POST     302      403    403     302  302
news-audience                     GET      302      403    403     200  302
announcement-short                GET      302      404    302     302  302
announcement-short                DELETE   302      404    403     302  302
announcement                      GET      302      404    200     200  302
announcement                      DELETE   302      404    403     302  302
news-versions                     GET      302      404    200     200  302
news-confirmation                 PUT      302      404    302     302  302
news-opened                       PUT      302      404    204     204  302
news-preview                      GET      302      404    403     200  302
news-edit                         GET      302      404    403     200  302
news-edit                         POST     302      404    403     302  302
news-release                      PUT      302      404    403     302  302
news-approval                     PUT      302      404    403     403  302
news-expiry                       PUT      302      404    403     302  302
news-delete                       GET      302      404    403     200  302
news-picture                      GET      302      404    403     200  302
news-report                       GET      302      404    403     200  302
news-report-table                 GET      302      404    403     200  302
news-reminder                     PUT      302      404    403     302  302
photos                            POST     302      201    201     201  302
photo                             PUT      302      404    404     204  302
photo                             DELETE   302      404    404     204  302
photo-file                        GET      302      404    200     200  302
chats                             GET      302      200    200     200  302
chat-unread                       GET      302      200    200     200  302
chat-new                          GET      302      200    200     200  302
chat-new                          POST     302      302    302     302  302
chat-found                        GET      302      200    200     200  302
chat-with                         POST     302      302    400     302  302
space-chat                        POST     302      404    302     302  302
chat-files                        POST     302      201    201     201  302
chat-upload                       PUT      302      404    404     204  302
chat-upload                       DELETE   302      404    404     204  302
chat-file                         GET      302      404    200     200  302
conversation                      GET      302      404    200     200  302
messages                          GET      302      404    302     302  302
messages                          POST     302      404    302     302  302
message                           GET      302      404    200     200  302
message                           DELETE   302      404    403     302  302
message-more                      GET      302      404    200     200  302
message-edit                      GET      302      404    403     200  302
message-edit                      POST     302      404    403     302  302
message-delete                    GET      302      404    403     200  302
message-forward                   GET      302      404    200     200  302
message-forward                   POST     302      404    302     302  302
message-reaction                  PUT      302      404    302     302  302
message-reaction                  DELETE   302      404    302     302  302
message-reactions                 GET      302      404    200     200  302
thread                            GET      302      404    200     200  302
thread-read                       PUT      302      404    302     302  302
chat-read                         PUT      302      404    302     302  302
chat-mute                         PUT      302      404    302     302  302
chat-mute                         DELETE   302      404    302     302  302
chat-pin                          PUT      302      404    302     302  302
chat-pin                          DELETE   302      404    302     302  302
chat-archive                      PUT      302      404    302     302  302
chat-archive                      DELETE   302      404    302     302  302
chat-draft                        PUT      302      404    204     204  302
chat-search                       GET      302      404    200     200  302
chat-shared                       GET      302      404    200     200  302
chat-mentions                     GET      302      404    200     200  302
planned                           GET      302      404    200     200  302
planned-one                       GET      302      404    404     200  302
planned-one                       POST     302      404    404     302  302
planned-one                       DELETE   302      404    404     302  302
chat-people                       GET      302      404    200     200  302
chat-add                          GET      302      404    403     403  302
chat-add                          POST     302      404    403     403  302
chat-person                       PUT      302      404    403     403  302
chat-person                       DELETE   302      404    409     403  302
chat-name                         PUT      302      404    403     403  302
poll                              GET      302      404    302     302  302
poll-vote                         POST     302      404    302     302  302
poll-vote                         DELETE   302      404    302     302  302
poll-options                      POST     302      404    302     302  302
poll-option                       DELETE   302      404    403     302  302
poll-manage                       GET      302      404    403     200  302
poll-closed                       PUT      302      404    403     302  302
poll-votes                        GET      302      404    403     200  302
poll-votes-csv                    GET      302      404    403     200  302
groups                            GET      302      200    200     200  302
space                             GET      302      404    200     200  302
space-new                         GET      302      200    200     200  302
space-new                         POST     302      302    302     302  302
space-about                       GET      302      404    200     200  302
space-members                     GET      302      404    200     200  302
space-member                      PUT      302      404    403     302  302
space-member                      DELETE   302      404    403     302  302
space-settings                    GET      302      404    403     200  302
space-settings                    POST     302      404    403     302  302
space-archive                     PUT      302      404    403     302  302
space-archive                     DELETE   302      404    403     302  302
space-seen                        PUT      302      404    204     204  302
space-membership                  PUT      302      404    302     302  302
space-membership                  DELETE   302      404    302     409  302
space-invitation                  PUT      302      404    302     302  302
space-invitation                  DELETE   302      404    302     302  302
space-request                     PUT      302      404    302     302  302
space-request                     DELETE   302      404    302     302  302
space-request-of                  PUT      302      404    403     302  302
space-request-of                  DELETE   302      404    403     404  302
space-invitation-of               PUT      302      404    403     302  302
space-invitation-of               DELETE   302      404    403     302  302
surveys                           GET      302      200    200     200  302
survey-new                        GET      302      403    403     200  302
survey-new                        POST     302      403    403     302  302
survey                            GET      302      404    200     200  302
survey-question                   GET      302      404    200     200  302
survey-question                   POST     302      404    302     302  302
survey-edit                       GET      302      404    403     200  302
survey-edit                       POST     302      404    403     302  302
survey-delete                     GET      302      404    403     200  302
survey-delete                     POST     302      404    403     302  302
survey-preview                    GET      302      404    403     200  302
survey-publication                PUT      302      404    403     302  302
survey-questions                  GET      302      404    403     200  302
survey-questions                  POST     302      404    403     302  302
survey-question-edit              GET      302      404    403     200  302
survey-question-edit              POST     302      404    403     302  302
survey-question-edit              DELETE   302      404    403     302  302
survey-results                    GET      302      404    403     200  302
survey-share                      POST     302      404    403     403  302
survey-answers                    GET      302      404    403     200  302
survey-export                     GET      302      404    403     200  302
survey-picture                    GET      302      404    403     404  302
people                            GET      302      200    200     200  302
person                            GET      302      200    200     200  302
portrait-file                     GET      302      200    200     200  302
me                                GET      302      200    200     200  302
me-status                         GET      302      200    200     200  302
me-status                         PUT      302      302    302     302  302
me-status                         DELETE   302      302    302     302  302
settings-profile                  GET      302      200    200     200  302
settings-profile                  POST     302      302    302     302  302
settings-portrait                 PUT      302      302    302     302  302
settings-portrait                 DELETE   302      302    302     302  302
settings-appearance               GET      302      200    200     200  302
settings-appearance               POST     302      302    302     302  302
settings-theme                    PUT      302      302    302     302  302
settings-theme                    DELETE   302      302    302     302  302
settings-devices                  GET      302      200    200     200  302
settings-devices                  DELETE   302      302    302     302  302
settings-device                   DELETE   302      404    404     404  302
settings-tokens                   GET      302      200    200     200  302
settings-tokens                   POST     302      200    200     200  302
settings-token                    DELETE   302      404    404     302  302
account_change_password           GET      302      200    200     200  302
account_change_password           POST     302      200    200     200  302
account_change_password           PUT      302      200    200     200  302
account_login                     GET      200      302    302     302  200
account_login                     POST     200      302    302     302  200
account_login                     PUT      200      302    302     302  200
account_login                     PATCH    405      302    302     302  405
account_login                     DELETE   405      302    302     302  405
account_reauthenticate            GET      302      200    200     200  302
account_reauthenticate            POST     302      200    200     200  302
account_reauthenticate            PUT      302      200    200     200  302
account_logout                    GET      302      200    200     200  302
account_logout                    POST     302      302    302     302  302
account_reset_password            GET      200      200    200     200  200
account_reset_password            POST     200      200    200     200  200
account_reset_password            PUT      200      200    200     200  200
account_reset_password_done       GET      200      200    200     200  200
account_reset_password_from_key_done GET   200      200    200     200  200
account_reset_password_from_key   GET      200      200    200     200  200
account_reset_password_from_key   POST     200      200    200     200  200
account_reset_password_from_key   PUT      200      200    200     200  200
account_reset_password_from_key   PATCH    200      200    200     200  200
account_reset_password_from_key   DELETE   200      200    200     200  200
brand-css                         GET      200      200    200     200  200
brand-logo                        GET      404      404    404     404  404
style                             GET      404      404    404     404  404
offline                           GET      200      200    200     200  200
set_language                      GET      302      302    302     302  302
set_language                      POST     302      302    302     302  302
set_language                      PUT      302      302    302     302  302
set_language                      PATCH    302      302    302     302  302
set_language                      DELETE   302      302    302     302  302
api-people                        GET      401      200    200     200  401
api-person                        GET      401      200    200     200  401
api-me                            GET      401      200    200     200  401
api-me                            PATCH    401      200    200     200  401
api-me-portrait                   PUT      401      200    200     200  401
api-me-portrait                   DELETE   401      204    204     204  401
api-me-status                     PUT      401      200    200     200  401
api-me-status                     DELETE   401      204    204     204  401
api-sessions                      GET      401      200    200     200  401
api-session                       DELETE   401      404    404     404  401
api-tokens                        GET      401      200    200     200  401
api-tokens                        POST     401      201    201     201  401
api-token                         DELETE   401      404    404     204  401
api-space-list                    GET      401      200    200     200  401
api-space-list                    POST     401      201    201     201  401
api-space-detail                  GET      401      404    200     200  401
api-space-detail                  PATCH    401      404    403     200  401
api-space-invitation              PUT      401      404    200     200  401
api-space-invitation              DELETE   401      404    204     204  401
api-space-join-request            PUT      401      404    200     200  401
api-space-join-request            DELETE   401      404    204     204  401
api-space-membership              PUT      401      404    200     200  401
api-space-membership              DELETE   401      404    204     409  401
api-member-list                   GET      401      404    200     200  401
api-member-detail                 PUT      401      404    403     200  401
api-member-detail                 DELETE   401      404    403     204  401
api-request-list                  GET      401      404    403     200  401
api-request-detail                PUT      401      404    403     204  401
api-request-detail                DELETE   401      404    403     404  401
api-invitation-list               GET      401      404    403     200  401
api-invitation-detail             PUT      401      404    403     204  401
api-invitation-detail             DELETE   401      404    403     204  401
api-posts                         GET      401      200    200     200  401
api-posts                         POST     401      400    201     201  401
api-post                          GET      401      404    200     200  401
api-post                          PATCH    401      404    403     200  401
api-post                          DELETE   401      404    403     204  401
api-post-reaction                 PUT      401      404    200     200  401
api-post-reaction                 DELETE   401      404    200     200  401
api-post-reactions                GET      401      404    200     200  401
api-post-share                    POST     401      404    201     201  401
api-post-saved                    PUT      401      404    200     200  401
api-post-saved                    DELETE   401      404    200     200  401
api-comments                      GET      401      404    200     200  401
api-comments                      POST     401      404    201     201  401
api-comment                       GET      401      404    200     200  401
api-comment                       PATCH    401      404    403     200  401
api-comment                       DELETE   401      404    403     204  401
api-comment-reaction              PUT      401      404    200     200  401
api-comment-reaction              DELETE   401      404    200     200  401
api-announcements                 GET      401      200    200     200  401
api-announcements                 POST     401      403    403     201  401
api-announcement                  GET      401      404    200     200  401
api-announcement                  PATCH    401      404    403     200  401
api-announcement                  DELETE   401      404    403     204  401
api-announcement-confirmation     PUT      401      404    200     200  401
api-announcement-release          PUT      401      404    403     200  401
api-announcement-approval         PUT      401      404    403     403  401
api-announcement-expiry           PUT      401      404    403     200  401
api-announcement-reminder         PUT      401      404    403     200  401
api-announcement-report           GET      401      404    403     200  401
api-saved                         GET      401      200    200     200  401
api-photos                        POST     401      201    201     201  401
api-photo                         GET      401      404    200     200  401
api-photo                         PATCH    401      404    403     403  401
api-photo                         DELETE   401      404    403     403  401
api-conversations                 GET      401      200    200     200  401
api-conversations                 POST     401      201    201     201  401
api-conversation-direct           PUT      401      200    400     200  401
api-conversation-space            PUT      401      404    200     200  401
api-conversation                  GET      401      404    200     200  401
api-conversation                  PATCH    401      404    403     403  401
api-conversation-people           GET      401      404    200     200  401
api-conversation-person           PUT      401      404    403     403  401
api-conversation-person           DELETE   401      404    409     403  401
api-conversation-read             PUT      401      404    200     200  401
api-conversation-muted            PUT      401      404    200     200  401
api-conversation-muted            DELETE   401      404    200     200  401
api-conversation-pinned           PUT      401      404    200     200  401
api-conversation-pinned           DELETE   401      404    200     200  401
api-conversation-archived         PUT      401      404    200     200  401
api-conversation-archived         DELETE   401      404    200     200  401
api-conversation-draft            GET      401      404    200     200  401
api-conversation-draft            PUT      401      404    200     200  401
api-conversation-draft            DELETE   401      404    204     204  401
api-conversation-files            GET      401      404    200     200  401
api-conversation-changes          GET      401      404    200     200  401
api-planned-messages              GET      401      404    200     200  401
api-planned-messages              POST     401      404    201     201  401
api-planned-message               GET      401      404    404     200  401
api-planned-message               PATCH    401      404    404     200  401
api-planned-message               DELETE   401      404    404     204  401
api-messages                      GET      401      404    200     200  401
api-messages                      POST     401      404    201     201  401
api-message                       GET      401      404    200     200  401
api-message                       PATCH    401      404    403     200  401
api-message                       DELETE   401      404    403     204  401
api-message-forward               POST     401      404    201     201  401
api-message-reaction              PUT      401      404    200     200  401
api-message-reaction              DELETE   401      404    200     200  401
api-message-reactions             GET      401      404    200     200  401
api-message-thread                GET      401      404    200     200  401
api-message-thread-read           PUT      401      404    200     200  401
api-chat-files                    POST     401      201    201     201  401
api-chat-file                     GET      401      404    200     200  401
api-chat-file                     PATCH    401      404    403     200  401
api-chat-file                     DELETE   401      404    403     403  401
api-polls                         GET      401      200    200     200  401
api-polls                         POST     401      400    201     201  401
api-poll                          GET      401      404    200     200  401
api-poll-vote                     PUT      401      404    200     200  401
api-poll-vote                     DELETE   401      404    200     200  401
api-poll-closed                   PUT      401      404    403     200  401
api-poll-options                  POST     401      404    201     201  401
api-poll-option                   DELETE   401      404    403     204  401
api-poll-votes                    GET      401      404    403     200  401
api-surveys                       GET      401      200    200     200  401
api-surveys                       POST     401      403    403     201  401
api-survey                        GET      401      404    200     200  401
api-survey                        PATCH    401      404    403     200  401
api-survey                        DELETE   401      404    403     204  401
api-survey-publication            PUT      401      404    403     200  401
api-survey-participation          GET      401      404    200     200  401
api-survey-participation          PUT      401      404    200     200  401
api-survey-response               GET      401      404    200     200  401
api-survey-response               PATCH    401      404    200     200  401
api-survey-response               PUT      401      404    200     200  401
api-survey-results                GET      401      404    403     200  401
api-survey-ballots                POST     400      400    400     400  400
api-schema                        GET      200      200    200     200  200
healthz                           GET      200      200    200     200  200
readyz                            GET      200      200    200     200  200
"""

# What outsiders get instead where the space is closed: they know of it, and may ask.
CLOSED = {
    ("space", "GET"): 200,
    ("space-about", "GET"): 200,
    ("space-settings", "GET"): 403,
    ("space-settings", "POST"): 403,
    ("space-archive", "PUT"): 403,
    ("space-archive", "DELETE"): 403,
    ("space-member", "PUT"): 403,
    ("space-member", "DELETE"): 403,
    ("space-membership", "PUT"): 403,
    ("space-membership", "DELETE"): 302,
    ("space-invitation", "PUT"): 409,
    ("space-invitation", "DELETE"): 302,
    ("space-request", "PUT"): 302,
    ("space-request", "DELETE"): 302,
    ("space-request-of", "PUT"): 403,
    ("space-request-of", "DELETE"): 403,
    ("space-invitation-of", "PUT"): 403,
    ("space-invitation-of", "DELETE"): 403,
    ("api-space-detail", "GET"): 200,
    ("api-space-detail", "PATCH"): 403,
    ("api-space-membership", "PUT"): 403,
    ("api-space-membership", "DELETE"): 204,
    ("api-space-invitation", "PUT"): 409,
    ("api-space-invitation", "DELETE"): 204,
    ("api-space-join-request", "PUT"): 200,
    ("api-space-join-request", "DELETE"): 204,
    ("api-member-detail", "PUT"): 403,
    ("api-member-detail", "DELETE"): 403,
    ("api-request-list", "GET"): 403,
    ("api-request-detail", "PUT"): 403,
    ("api-request-detail", "DELETE"): 403,
    ("api-invitation-list", "GET"): 403,
    ("api-invitation-detail", "PUT"): 403,
    ("api-invitation-detail", "DELETE"): 403,
}

FIELDS = {"name": "Fine", "access": "closed", "icon": "star", "hue": 45, "description": ""}
ASKED = {
    "title": "Fine",
    "anonymous": "yes",
    "shown_to": "author",
    "ends_at": "2099-01-01T12:00",
    "opens_at": "2098-12-01T12:00",
}
QUESTION = {"kind": "single", "text": "Why?", "options": "a\nb", "steps": 5, "place": 1}
# What is sent, where an empty body would be refused for another reason than the right.
BODIES = {
    ("compose", "POST"): lambda w: {"group": w.space.slug, "body": "hello"},
    ("post-edit", "POST"): lambda w: {"body": "changed", "version": 1},
    ("comments", "POST"): lambda w: {"body": "hello"},
    ("comment-edit", "POST"): lambda w: {"body": "changed", "version": 1},
    ("poll-vote", "POST"): lambda w: {f"option-{w.poll.pk}": w.options[0].pk},
    ("poll-options", "POST"): lambda w: {f"text-{w.poll.pk}": "mine"},
    ("api-polls", "POST"): lambda w: {
        "spaces": [w.space.slug],
        "body": "hello",
        "options": [{"text": "yes"}, {"text": "no"}],
    },
    ("api-poll-vote", "PUT"): lambda w: {"options": [w.options[0].pk]},
    ("api-poll-options", "POST"): lambda w: {"text": "mine"},
    ("news-new", "POST"): lambda w: {"title_de": "Hello"},
    ("news-edit", "POST"): lambda w: {"title_en": "Changed", "spaces": [w.space.slug]},
    ("api-announcements", "POST"): lambda w: {"texts": [{"language": "de", "title": "Hello"}]},
    ("api-announcement", "PATCH"): lambda w: {
        "texts": [{"language": "de", "title": "Changed"}],
        "spaces": [w.space.slug],
    },
    ("photos", "POST"): lambda w: {"file": picture()},
    ("chat-new", "POST"): lambda w: {"person": "kim"},
    ("chat-files", "POST"): lambda w: {"file": picture()},
    ("messages", "POST"): lambda w: {"body": "hello"},
    ("message-edit", "POST"): lambda w: {"body": "changed", "version": 1},
    ("message-forward", "POST"): lambda w: {"to": w.talk.pk},
    ("thread-read", "PUT"): lambda w: {"_method": "put", "upto": 1},
    ("chat-read", "PUT"): lambda w: {"_method": "put", "upto": 1},
    ("planned-one", "POST"): lambda w: {"body": "later", "due_at": f"{tomorrow():%Y-%m-%dT12:00}"},
    ("space-new", "POST"): lambda w: FIELDS,
    ("space-settings", "POST"): lambda w: FIELDS,
    ("me-status", "PUT"): lambda w: {"_method": "put", "kind": "customer", "until": "hour"},
    ("api-me-status", "PUT"): lambda w: {"kind": "away", "until": now() + timedelta(hours=1)},
    ("survey-new", "POST"): lambda w: ASKED | {"spaces": w.space.slug},
    ("survey-edit", "POST"): lambda w: ASKED | {"spaces": w.space.slug},
    ("survey-questions", "POST"): lambda w: QUESTION,
    ("survey-question-edit", "POST"): lambda w: QUESTION,
    ("api-surveys", "POST"): lambda w: (
        {"title": "Fine", "spaces": [w.space.slug], "ends_at": "2099-01-01T12:00:00Z"}
        | {"opens_at": "2098-12-01T12:00:00Z"}
    ),
    ("api-survey-participation", "PUT"): lambda w: {"blinded": octets(b"\0" * 255 + b"\2")},
    ("api-survey-response", "PATCH"): lambda w: {"answers": {}},
    ("api-survey-response", "PUT"): lambda w: {"answers": {}},
    ("api-survey-ballots", "POST"): lambda w: (
        {"token": octets(b"x" * 64), "signature": octets(b"x" * 256), "answers": {}}
    ),
    ("settings-profile", "POST"): lambda w: {"about": "Hello"},
    ("settings-portrait", "PUT"): lambda w: {"_method": "put", "file": picture()},
    ("settings-appearance", "POST"): lambda w: {"theme": "dark"},
    ("api-me", "PATCH"): lambda w: {"phone": "1"},
    ("api-me-portrait", "PUT"): lambda w: {"file": picture()},
    ("api-tokens", "POST"): lambda w: {"name": "robot", "scopes": ["read"]},
    ("api-space-list", "POST"): lambda w: FIELDS,
    ("api-space-detail", "PATCH"): lambda w: {"name": "New"},
    ("api-member-detail", "PUT"): lambda w: {"role": "manager"},
    ("api-posts", "POST"): lambda w: {"spaces": [w.space.slug], "body": "hello"},
    ("api-post", "PATCH"): lambda w: {"body": "changed", "version": 1},
    ("api-post-share", "POST"): lambda w: {"spaces": [w.space.slug], "body": "look"},
    ("api-comments", "POST"): lambda w: {"body": "hello"},
    ("api-comment", "PATCH"): lambda w: {"body": "changed", "version": 1},
    ("api-photos", "POST"): lambda w: {"file": picture()},
    ("api-conversations", "POST"): lambda w: {"name": "Crew", "people": ["ben"]},
    ("api-conversation-read", "PUT"): lambda w: {"upto": 1},
    ("api-conversation-draft", "PUT"): lambda w: {"body": "hel"},
    ("api-planned-messages", "POST"): lambda w: {"body": "hello", "due_at": tomorrow()},
    ("api-messages", "POST"): lambda w: {"body": "hello"},
    ("api-message", "PATCH"): lambda w: {"body": "changed", "version": 1},
    ("api-message-forward", "POST"): lambda w: {"conversation": w.talk.pk},
    ("api-message-thread-read", "PUT"): lambda w: {"upto": 1},
    ("api-chat-files", "POST"): lambda w: {"file": picture()},
    ("api-chat-file", "PATCH"): lambda w: {"description": "A valve"},
}


def read_table():
    rows = [line.split() for line in TABLE.strip().splitlines()[1:]]
    return {
        (name, method): dict(zip(PEOPLE, map(int, codes), strict=True))
        for name, method, *codes in rows
    }


EXPECTED = read_table()
ROUTES = {route.name: route for route in every() if not route.path.startswith("admin/")}
ADMIN = [route for route in every() if route.path.startswith("admin/")]


@pytest.fixture
def world():
    return World()


def ask(world, client, route, method, path=None):
    """One request as `client`; programs send JSON, browsers forms."""
    cache.clear()  # rates are another test's matter
    path = path or world.path(route)
    body = BODIES.get((route.name, method), lambda w: {})(world)
    if method == "GET":
        return client.get(path)
    if "_method" in body:
        return client.post(path, body)
    if any(hasattr(value, "read") for value in body.values()):
        return client.generic(method, path, encode_multipart(BOUNDARY, body), MULTIPART_CONTENT)
    if route.path.startswith("api/"):
        return getattr(client, method.lower())(path, body, content_type="application/json")
    return client.post(path, body) if method == "POST" else getattr(client, method.lower())(path)


# --- the table -----------------------------------------------------------------------------------
def test_every_address_is_in_the_table():
    unknown = set(ROUTES) - {name for name, _method in EXPECTED}
    assert not unknown, f"say in TABLE who may use: {sorted(unknown)}"


def test_the_table_knows_no_address_that_is_gone():
    assert not {name for name, _method in EXPECTED} - set(ROUTES)
    assert set(CLOSED) <= set(EXPECTED)


@pytest.mark.parametrize("name", ROUTES)
def test_A1_every_person_gets_the_answer_of_the_table(world, name):
    route, wrong = ROUTES[name], {}
    for method in METHODS:
        row = EXPECTED.get((name, method), {"manager": 405})
        got = {person: undone(world, person, route, method) for person in row}
        if got != row:
            wrong[method] = got
    assert not wrong


def undone(world, person, route, method):
    """The status of one request, whose changes are taken back."""
    path, mark = world.path(route), transaction.savepoint()
    try:
        return ask(world, world.client(person), route, method, path=path).status_code
    finally:
        transaction.savepoint_rollback(mark)
        connection.run_on_commit.clear()


@pytest.mark.parametrize("name", [name for name in ROUTES if "slug" in ROUTES[name].path])
def test_A5_outsiders_of_a_closed_space_may_ask_and_nothing_else(name):
    world, route = World("closed"), ROUTES[name]
    for method in METHODS:
        if row := EXPECTED.get((name, method)):
            got = undone(world, "outsider", route, method)
            assert got == CLOSED.get((name, method), row["outsider"]), method


# --- A2: hidden is unknown -----------------------------------------------------------------------
HIDDEN = [
    key for key, row in EXPECTED.items() if row["outsider"] == 404 and "<" in ROUTES[key[0]].path
]


def masked(response):
    """Status, body and headers without what differs between two equal answers."""
    body = re.sub(rb'(data-csrf|nonce|value)="[\w+/=-]{20,}"', b"", response.content)
    headers = {name: value for name, value in response.items() if name != "X-Request-Id"}
    headers.pop("Content-Security-Policy", None)
    return response.status_code, body, headers, sorted(response.cookies)


@pytest.mark.parametrize("name", sorted({name for name, _method in HIDDEN}))
def test_A2_hidden_things_answer_byte_for_byte_like_unknown_ones(world, name):
    route, eve = ROUTES[name], world.client("outsider")
    eve.get("/people/")  # cookies are set
    for method in METHODS:
        if (name, method) in HIDDEN:
            hidden = ask(world, eve, route, method)
            unknown = ask(world, eve, route, method, path=world.unknown(route))
            assert hidden.status_code == 404, method
            assert masked(hidden) == masked(unknown), method


def test_A2_permission_comes_before_validation(world):
    eve = world.client("outsider")
    garbage = "{" * 50
    for name, method in HIDDEN:
        route = ROUTES[name]
        if method != "GET" and route.path.startswith("api/"):
            cache.clear()
            path = world.path(route)
            sent = eve.generic(method, path, garbage, content_type="application/json")
            assert sent.status_code == 404, (name, method)


def test_A5_a_topic_of_hidden_posts_looks_like_one_nobody_used(world):
    eve = world.client("outsider")
    for address in ("/t/{}/", "/api/v1/posts/?topic={}"):
        used, unused = eve.get(address.format("eagle")), eve.get(address.format("eaglf"))
        assert used.status_code == unused.status_code
        assert masked(used)[1].replace(b"eagle", b"eaglf") == masked(unused)[1]


def test_A5_no_page_of_an_outsider_names_what_is_hidden(world):
    eve = world.client("outsider")
    words = (b"Hidden", b"secret words", b"secret answer", world.space.slug.encode())
    for name, route in ROUTES.items():
        cache.clear()
        if EXPECTED.get((name, "GET"), {}).get("outsider") != 200:
            continue
        path = world.path(route)
        shown = eve.get(path)
        content = b"".join(shown.streaming_content) if shown.streaming else shown.content
        for word in words:
            assert word not in content, (name, word)


def test_A5_a_closed_space_shows_outsiders_its_header_and_no_more():
    world = World("closed")
    eve = world.client("outsider")
    for page in ("", "about/"):
        shown = eve.get(f"/g/{world.space.slug}/{page}").content
        assert b"Hidden" in shown
        for word in (b"secret words", b"secret answer", world.anna.name.encode(), b"3 Mitglieder"):
            assert word not in shown
    told = eve.get(f"/api/v1/spaces/{world.space.slug}/").json()
    assert told["member_count"] is None
    assert told["unread"] == 0


# --- A3: a right that ends -----------------------------------------------------------------------
def test_A3_a_removed_member_reads_nothing_with_the_next_request(world):
    ben = world.client("member")
    reading = {
        world.path(ROUTES[name]): row["member"]
        for (name, method), row in EXPECTED.items()
        if method == "GET" and row["outsider"] == 404 and row["member"] in (200, 302)
    }
    assert len(reading) > 10
    for path, status in reading.items():
        cache.clear()
        assert ben.get(path).status_code == status
    remove_member(by=world.anna, space=world.space, user=world.ben)
    for path in reading:
        cache.clear()
        assert ben.get(path).status_code == 404, path


def test_A3_deactivation_ends_reading_with_the_next_request(world):
    ben = world.client("member")
    assert ben.get("/").status_code == 200
    User.objects.filter(pk=world.ben.pk).update(is_active=False)
    assert ben.get("/").status_code == 302
    assert ben.get("/api/v1/posts/").status_code == 401


# --- A4: a child under another parent ------------------------------------------------------------
CHILDREN = [key for key in EXPECTED if re.search(r"<int:\w+>.*<int:\w+>", ROUTES[key[0]].path)]


@pytest.mark.parametrize("name", sorted({name for name, _method in CHILDREN}))
def test_A4_a_child_under_another_parent_is_unknown(world, name):
    route, anna = ROUTES[name], world.client("manager")
    parent = re.search(r"<int:(\w+)>", route.path)[1]
    elsewhere = world.other_talk if parent == "conversation_pk" else world.elsewhere
    path = world.path(route, **{parent: elsewhere.pk})
    for method in METHODS:
        if (name, method) in CHILDREN:
            assert ask(world, anna, route, method, path=path).status_code == 404, method


def test_A4_there_are_children():
    assert len(CHILDREN) >= 8


# --- A10: the administration ---------------------------------------------------------------------
def admin_path(route):
    return "/" + re.sub(r"<[^>]+>|\(\?P<[^>]+>[^)]*\)", "1", route.path).replace("^", "").replace(
        "$", ""
    )


@pytest.mark.parametrize("person", ["nobody", "outsider", "manager", "gone"])
def test_A10_the_administration_is_closed_to_everybody_else(world, person):
    client = world.client(person)
    assert ADMIN
    for route in ADMIN:
        cache.clear()
        for method in ("get", "post"):
            answer = getattr(client, method)(admin_path(route))
            assert answer.status_code in (302, 403, 404), (route.path, method)
            if answer.status_code == 302:
                assert "login" in answer.url or route.path == "admin/logout/", route.path


def test_A10_the_administration_shows_no_content_of_a_secret_space(world):
    Space.objects.filter(pk=world.space.pk).update(description="Buying Acme")
    boss = make_boss(world)
    for page in ("spaces/space/", f"spaces/space/{world.space.pk}/change/", "feed/post/"):
        shown = boss.get(f"/admin/{page}")
        assert shown.status_code == 200
        for word in (b"secret words", b"secret answer", b"Buying Acme"):
            assert word not in shown.content, page


def make_boss(world):
    world.people["boss"] = make_user("boss", role=User.Role.ADMINISTRATOR)
    return world.client("boss")
