"""The kinds of mails there are."""

from notifications.mail import news
from notifications.mail.kinds import KINDS, Kind
from notifications.mail.models import Mail

KINDS[Mail.Kind.NEWS] = Kind(news.word)
