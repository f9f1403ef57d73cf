"""Every limit on conversations, and how often people may write in them."""

from kit.http.throttling import Rate

MESSAGE_LENGTH = 8_000
GROUP_PEOPLE = 200
PLANNED_DAYS = 90  # how far ahead a message may be planned
PLANNED_MESSAGES = 100  # of one person
EDIT_MINUTES = 15
CATCH_UP = 200  # messages in one response to "what came after n"

CHAT_WRITE = Rate("chat", 60, 60)
