"""Every limit on posts and comments, and how often people may report and look at drafts."""

from kit.http.throttling import Rate
from kit.limits import TEXT_LENGTH

POST_LENGTH = TEXT_LENGTH
COMMENT_LENGTH = 5_000

PREVIEW_TEXT = Rate("preview", 20, 60)
REPORT_POST = Rate("report", 10, 3600)  # mails to administrators
