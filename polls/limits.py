"""Every limit on polls and votes."""

FEWEST_OPTIONS = 2
MOST_OPTIONS = 20
OPTION_LENGTH = 120
POLL_DAYS = 366
ANONYMOUS_VOTES = 5  # fewer give people away
