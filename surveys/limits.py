"""Every limit on surveys and their answers."""

MOST_QUESTIONS = 50
SHORT_ANSWER_LENGTH = 200
LONG_ANSWER_LENGTH = 2_000
