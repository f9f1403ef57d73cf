"""Who gets which answer at every address, and what is sent there."""

from datetime import timedelta

from django.utils.timezone import now

from tests.access_worlds.world import PEOPLE, picture, tomorrow
from tests.notifications.phones import POINT, SECRET
from tests.surveys.making import octets
from tests.tus import pairs

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
share                             POST     302      302    302     302  302
audience                          GET      302      200    200     200  302
text-preview                      POST     302      200    200     200  302
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
post-photos                       PUT      302      404    403     400  302
post-photos                       DELETE   302      404    403     200  302
post-report                       GET      302      404    200     403  302
post-report                       POST     302      404    302     403  302
post-mute                         GET      302      404    200     200  302
post-mute                         PUT      302      404    302     302  302
post-mute                         DELETE   302      404    302     302  302
keys                              GET      302      200    200     200  302
post-saved                        PUT      302      404    302     302  302
post-saved                        DELETE   302      404    302     302  302
comments                          GET      302      404    302     302  302
comments                          POST     302      404    302     302  302
comment                           GET      302      404    302     302  302
comment                           DELETE   302      404    403     302  302
comment-edit                      GET      302      404    403     200  302
comment-edit                      POST     302      404    403     302  302
comment-photos                    PUT      302      404    403     400  302
comment-photos                    DELETE   302      404    403     200  302
comment-delete                    GET      302      404    403     200  302
comment-reaction                  PUT      302      404    302     302  302
comment-reaction                  DELETE   302      404    302     302  302
comment-reactions                 GET      302      404    200     200  302
announcements                     GET      302      200    200     200  302
announcement-desk                 GET      302      403    403     200  302
announcement-new                  GET      302      403    403     200  302
announcement-new                  POST     302      403    403     302  302
announcement-audience             GET      302      403    403     200  302
announcement-short                GET      302      404    302     302  302
announcement-short                DELETE   302      404    403     302  302
announcement                      GET      302      404    200     200  302
announcement                      DELETE   302      404    403     302  302
announcement-versions             GET      302      404    200     200  302
announcement-confirmation         PUT      302      404    302     302  302
announcement-opened               PUT      302      404    204     204  302
announcement-preview              GET      302      404    403     200  302
announcement-edit                 GET      302      404    403     200  302
announcement-edit                 POST     302      404    403     302  302
announcement-release              PUT      302      404    403     302  302
announcement-approval             PUT      302      404    403     403  302
announcement-urgent               GET      302      404    403     200  302
announcement-urgent               PUT      302      404    403     302  302
announcement-expiry               PUT      302      404    403     302  302
announcement-delete               GET      302      404    403     200  302
announcement-picture              GET      302      404    403     200  302
announcement-file                 GET      302      404    200     200  302
announcement-report               GET      302      404    403     200  302
announcement-report-table         GET      302      404    403     200  302
announcement-reminder             PUT      302      404    403     302  302
photos                            POST     302      201    201     201  302
photo                             GET      302      404    404     200  302
photo                             PUT      302      404    404     204  302
photo                             DELETE   302      404    404     204  302
photo-file                        GET      302      404    200     200  302
post-file                         GET      302      404    200     200  302
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
message-photos                    PUT      302      404    403     400  302
message-photos                    DELETE   302      404    403     200  302
message-delete                    GET      302      404    403     200  302
message-forward                   GET      302      404    200     200  302
message-forward                   POST     302      404    302     302  302
message-urgent                    GET      302      404    403     200  302
message-urgent                    PUT      302      404    403     302  302
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
search                            GET      302      200    200     200  302
search-suggestions                GET      302      200    200     200  302
search-file                       GET      302      404    200     200  302
notifications                     GET      302      200    200     200  302
notifications-newest              GET      302      200    200    200  302
notifications-unread              GET      302      200    200     200  302
notifications-read                PUT      302      302    302     302  302
notification-read                 PUT      302      404    404     302  302
notification-open                 GET      302      404    404     302  302
service-worker                    GET      200      200    200     200  200
mail-unsubscribe                  GET      200      200    200     200  200
mail-unsubscribe                  POST     200      200    200     200  200
mailbox                           GET      302      404    404     404  302
mailbox-letter                    GET      302      404    404     404  302
metrics                           GET      404      404    404     404  404
push-keys                         GET      302      200    200     200  302
push-receipt                      POST     204      204    204     204  204
push-devices                      POST     302      201    201     201  302
push-device                       DELETE   302      404    404     302  302
push-device-on                    PUT      302      404    404     302  302
push-device-on                    DELETE   302      404    404     302  302
push-device-trial                 POST     302      404    404     302  302
poll                              GET      302      404    302     302  302
poll-vote                         POST     302      404    302     302  302
poll-vote                         DELETE   302      404    302     302  302
poll-options                      POST     302      404    302     302  302
poll-option                       DELETE   302      404    403     302  302
poll-manage                       GET      302      404    403     200  302
poll-closed                       PUT      302      404    403     302  302
poll-votes                        GET      302      404    403     200  302
poll-votes-csv                    GET      302      404    403     200  302
organisation                      GET      302      200    200     200  302
spaces                            GET      302      200    200     200  302
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
survey-texts                      GET      302      404    403     404  302
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
settings-notifications            GET      302      200    200     200  302
settings-notification-choices     PUT      302      302    302    302  302
settings-notification-places      GET      302      200    200    200  302
settings-notification-place       PUT      302      404    302    302  302
settings-digest                   PUT      302      302    302     302  302
settings-digest-preview           GET      302      200    200     200  302
settings-digest-address           PUT      302      302    302     302  302
settings-quiet-time               PUT      302      302    302     302  302
settings-quiet-time               DELETE   302      302    302     302  302
settings-availability             GET      302      200    200     200  302
settings-hours                    PUT      302      302    302     302  302
settings-shifts                   POST     302      302    302     302  302
settings-shift                    DELETE   302      404    404     302  302
settings-absences                 POST     302      302    302     302  302
settings-absence                  DELETE   302      404    404     302  302
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
mfa_authenticate                  GET      302      302    302     302  302
mfa_authenticate                  POST     302      302    302     302  302
mfa_authenticate                  PUT      302      302    302     302  302
mfa_authenticate                  PATCH    302      302    302     302  302
mfa_authenticate                  DELETE   302      302    302     302  302
mfa_reauthenticate                GET      302      302    302     302  302
mfa_reauthenticate                POST     302      302    302     302  302
mfa_reauthenticate                PUT      302      302    302     302  302
mfa_reauthenticate                PATCH    302      302    302     302  302
mfa_reauthenticate                DELETE   302      302    302     302  302
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
manifest                          GET      200      200    200     200  200
brand-icon                        GET      404      404    404     404  404
offline                           GET      200      200    200     200  200
device-frame                      GET      302      200    200     200  302
this-device                       GET      302      200    200     200  302
api-device-delta                  POST     401      200    200     200  401
set_language                      GET      302      302    302     302  302
set_language                      POST     302      302    302     302  302
set_language                      PUT      302      302    302     302  302
set_language                      PATCH    302      302    302     302  302
set_language                      DELETE   302      302    302     302  302
api-search                        GET      401      200    200     200  401
api-suggestions                   GET      401      200    200     200  401
api-departments                   GET      401      200    200     200  401
api-people                        GET      401      200    200     200  401
api-person                        GET      401      200    200     200  401
api-person-availability           GET      401      200    200     200  401
api-availability                  GET      401      200    200     200  401
api-quiet-time                    PUT      401      200    200     200  401
api-hours                         PUT      401      200    200     200  401
api-hours                         DELETE   401      204    204     204  401
api-shifts                        GET      401      200    200     200  401
api-shifts                        POST     401      201    201     201  401
api-shift                         DELETE   401      404    404     204  401
api-absences                      GET      401      200    200     200  401
api-absences                      POST     401      201    201     201  401
api-absence                       DELETE   401      404    404     204  401
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
api-post-photos                   PUT      401      404    403     400  401
api-post-photos                   DELETE   401      404    403     200  401
api-post-share                    POST     401      404    201     201  401
api-post-saved                    PUT      401      404    200     200  401
api-post-saved                    DELETE   401      404    200     200  401
api-comments                      GET      401      404    200     200  401
api-comments                      POST     401      404    201     201  401
api-comment                       GET      401      404    200     200  401
api-comment                       PATCH    401      404    403     200  401
api-comment                       DELETE   401      404    403     204  401
api-comment-photos                PUT      401      404    403     400  401
api-comment-photos                DELETE   401      404    403     200  401
api-comment-reaction              PUT      401      404    200     200  401
api-comment-reaction              DELETE   401      404    200     200  401
api-announcements                 GET      401      200    200     200  401
api-announcements                 POST     401      403    403     201  401
api-announcement-files            POST     401      403    403     201  401
api-announcement                  GET      401      404    200     200  401
api-announcement                  PATCH    401      404    403     200  401
api-announcement                  DELETE   401      404    403     204  401
api-announcement-confirmation     PUT      401      404    200     200  401
api-announcement-release          PUT      401      404    403     200  401
api-announcement-approval         PUT      401      404    403     403  401
api-announcement-urgent           PUT      401      404    403     204  401
api-announcement-expiry           PUT      401      404    403     200  401
api-announcement-reminder         PUT      401      404    403     200  401
api-announcement-report           GET      401      404    403     200  401
api-saved                         GET      401      200    200     200  401
api-photos                        POST     401      201    201     201  401
api-photo                         GET      401      404    200     200  401
api-photo                         PATCH    401      404    403     403  401
api-photo                         DELETE   401      404    403     403  401
api-files                         POST     401      201    201     201  401
api-file                          GET      401      404    200     200  401
api-file                          DELETE   401      404    403     403  401
api-uploads                       POST     401      201    201     201  401
api-upload                        GET      401      404    404     200  401
api-upload                        PATCH    401      404    404     400  401
api-upload                        DELETE   401      404    404     204  401
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
api-message-photos                PUT      401      404    403     400  401
api-message-photos                DELETE   401      404    403     200  401
api-message-forward               POST     401      404    201     201  401
api-message-urgent                PUT      401      404    403     204  401
api-message-reaction              PUT      401      404    200     200  401
api-message-reaction              DELETE   401      404    200     200  401
api-message-reactions             GET      401      404    200     200  401
api-message-thread                GET      401      404    200     200  401
api-message-thread-read           PUT      401      404    200     200  401
api-chat-files                    POST     401      201    201     201  401
api-chat-file                     GET      401      404    200     200  401
api-chat-file                     PATCH    401      404    403     200  401
api-chat-file                     DELETE   401      404    403     403  401
api-notifications                 GET      401      200    200     200  401
api-notifications-read            PUT      401      204    204     204  401
api-notification-read             PUT      401      404    404     204  401
api-push-key                      GET      401      200    200     200  401
api-push-devices                  GET      401      200    200     200  401
api-push-devices                  POST     401      201    201     201  401
api-push-device                   DELETE   401      404    404     204  401
api-push-device-on                PUT      401      404    404     204  401
api-push-device-on                DELETE   401      404    404     204  401
api-push-device-trial             POST     401      404    404     204  401
api-digest                        GET      401      200    200     200  401
api-digest                        PUT      401      200    200     200  401
api-preferences                   GET      401      200    200    200  401
api-preferences                   PUT      401      200    200    200  401
api-choice                        PUT      401      204    204    204  401
api-choice                        DELETE   401      204    204    204  401
api-places                        GET      401      200    200    200  401
api-place                         PUT      401      404    200    200  401
api-place                         DELETE   401      404    204    204  401
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
api-survey-texts                  GET      401      404    403     404  401
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
PLAN = {"rhythm": "weekly", "hour": "09:00", "weekday": 4}
# What is sent, where an empty body would be refused for another reason than the right.
# What a browser says that wants to be reached.
BROWSER = {
    "endpoint": "https://push.example/device",
    "p256dh": POINT,
    "auth": SECRET,
}
# What is sent beside the body.
HEADERS = {
    ("api-uploads", "POST"): {
        "Upload-Length": "9",
        "Upload-Metadata": pairs(kind="files", filename="plan.bin"),
    },
}

BODIES = {
    ("message-urgent", "PUT"): lambda w: {"_method": "put", "reason": "Fire"},
    ("announcement-urgent", "PUT"): lambda w: {"_method": "put", "reason": "Fire"},
    ("api-message-urgent", "PUT"): lambda w: {"reason": "Fire"},
    ("api-announcement-urgent", "PUT"): lambda w: {"reason": "Fire"},
    ("push-devices", "POST"): lambda w: BROWSER,
    ("api-push-devices", "POST"): lambda w: BROWSER,
    ("compose", "POST"): lambda w: {"space": w.space.slug, "body": "hello"},
    ("post-report", "POST"): lambda w: {"reason": "spam"},
    ("post-edit", "POST"): lambda w: {"body": "changed", "version": 1},
    ("comments", "POST"): lambda w: {"body": "hello"},
    ("comment-edit", "POST"): lambda w: {"body": "changed", "version": 1},
    ("settings-digest", "PUT"): lambda w: {"_method": "put", **PLAN},
    ("api-digest", "PUT"): lambda w: PLAN,
    ("poll-vote", "POST"): lambda w: {f"option-{w.poll.pk}": w.options[0].pk},
    ("poll-options", "POST"): lambda w: {f"text-{w.poll.pk}": "mine"},
    ("api-polls", "POST"): lambda w: {
        "spaces": [w.space.slug],
        "body": "hello",
        "options": [{"text": "yes"}, {"text": "no"}],
    },
    ("api-poll-vote", "PUT"): lambda w: {"options": [w.options[0].pk]},
    ("api-poll-options", "POST"): lambda w: {"text": "mine"},
    ("announcement-new", "POST"): lambda w: {"title_de": "Hello"},
    ("announcement-edit", "POST"): lambda w: {"title_en": "Changed", "spaces": [w.space.slug]},
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
    ("settings-quiet-time", "PUT"): lambda w: (
        {
            "_method": "put",
            "is_on": "on",
            "quiet_from": "17:00",
            "quiet_until": "06:00",
            "days": "0",
        }
    ),
    ("settings-hours", "PUT"): lambda w: {"_method": "put", "start_0_0": "8:00", "end_0_0": "9:00"},
    ("settings-shifts", "POST"): lambda w: (
        {"kind": "shift", "start": f"{tomorrow():%Y-%m-%dT10:00}"}
        | {"end": f"{tomorrow():%Y-%m-%dT12:00}"}
    ),
    ("settings-absences", "POST"): lambda w: (
        {"first_day": tomorrow().date(), "last_day": tomorrow().date()}
    ),
    ("settings-notification-choices", "PUT"): lambda w: (
        {"_method": "put", "preset": "calm", "drawn": "normal"}
    ),
    ("settings-notification-place", "PUT"): lambda w: {"_method": "put", "level": "all"},
    ("api-preferences", "PUT"): lambda w: {"preset": "calm"},
    ("api-place", "PUT"): lambda w: {"level": "all"},
    ("api-quiet-time", "PUT"): lambda w: {"is_on": False},
    ("api-hours", "PUT"): lambda w: {"hours": [{"weekday": 0, "start": "8:00", "end": "9:00"}]},
    ("api-shifts", "POST"): lambda w: ({"kind": "on_call", "start": now(), "end": tomorrow()}),
    ("api-absences", "POST"): lambda w: (
        {"first_day": tomorrow().date(), "last_day": tomorrow().date()}
    ),
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
    ("api-files", "POST"): lambda w: {"file": picture()},
    ("api-announcement-files", "POST"): lambda w: {"file": picture()},
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
