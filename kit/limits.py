"""Every limit on what people may send, in one place. Errors name the number they come from."""

KIB = 1024
MIB = 1024 * KIB

# texts, in characters
POST_LENGTH = 20_000
COMMENT_LENGTH = 5_000
MESSAGE_LENGTH = 8_000
TITLE_LENGTH = 200
NAME_LENGTH = 200
SEARCH_LENGTH = 200
MENTIONS = 50
NESTING = 10  # quotes and lists inside each other
TOPIC_LENGTH = 50
HANDLE_LENGTH = 64
SURVEY_QUESTIONS = 50
SHORT_ANSWER = 200
LONG_ANSWER = 2_000

# polls
OPTIONS_LEAST = 2
OPTIONS = 20
OPTION_LENGTH = 120
POLL_DAYS = 366
ANONYMOUS_VOTES = 5  # fewer give people away

# files
PICTURE_BYTES = 20 * MIB
PICTURE_PIXELS = 40_000_000
PICTURE_SIZES = (480, 960, 1600)  # widths for phones, wide phones and desktops
PICTURE_SIDE = 30_000  # a line of pixels a mile long is no photo
FILE_BYTES = 50 * MIB
FILES_PER_POST = 10
FILE_NAME_LENGTH = 200

# requests
JSON_BYTES = 256 * KIB
JSON_DEPTH = 20
JSON_KEYS = 500
UPLOAD_BYTES = FILES_PER_POST * PICTURE_BYTES + MIB  # one form with all its files
PAGE_SIZE = 20
PAGE_SIZE_MAX = 100
BIGGEST_ID = 2**63 - 1

# sockets
FRAME_BYTES = 64 * KIB
FRAMES_PER_SECOND = 20
FRAMES_BURST = 60
SOCKETS_PER_PERSON = 10

# addresses given by people
FETCH_BYTES = MIB
FETCH_SECONDS = 5
FETCH_REDIRECTS = 3

# files nobody attached are removed after this many hours
UNATTACHED_HOURS = 24

# chat
GROUP_PEOPLE = 200
PLANNED_DAYS = 90  # how far ahead a message may be planned
PLANNED_MESSAGES = 100  # of one person
EDIT_MINUTES = 15
CATCH_UP = 200  # messages in one response to "what came after n"
