"""Limits on whatever people send; apps have more in `<app>/limits.py`. Errors name the number."""

KIB = 1024
MIB = 1024 * KIB

# texts, in characters
TEXT_LENGTH = 20_000
TITLE_LENGTH = 200
SEARCH_LENGTH = 200
MENTIONS = 50
NESTING = 10  # quotes and lists inside each other
HANDLE_LENGTH = 64

# files
PICTURE_BYTES = 20 * MIB
PICTURE_PIXELS = 40_000_000
PICTURE_SIZES = (480, 960, 1600)  # widths for phones, wide phones and desktops
PICTURE_SIDE = 30_000  # a line of pixels a mile long is no photo
FILE_BYTES = 50 * MIB
FILES_AT_ONCE = 10
FILE_NAME_LENGTH = 200
PART_BYTES = 4 * MIB  # of an upload that arrives in parts
PARTS = 4000  # of one upload

# text inside of files, for search; what lies beyond is found by the name of the file
FILE_TEXT_BYTES = FILE_BYTES
FILE_TEXT_UNPACKED = 200 * MIB
FILE_TEXT_PAGES = 500
FILE_TEXT_LENGTH = 1_000_000
FILE_TEXT_MEMORY = 512 * MIB
FILE_TEXT_SECONDS = 15

# requests
JSON_BYTES = 256 * KIB
JSON_DEPTH = 20
JSON_KEYS = 500
UPLOAD_BYTES = FILES_AT_ONCE * PICTURE_BYTES + MIB  # one form with all its files
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
