"""Where log lines go: to stderr, each as one JSON object."""

from typing import Any


def to_stderr(level: str) -> dict[str, Any]:
    """The settings of Python's logging for everything from `level` up."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "kit.logs.JsonLine"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["stderr"], "propagate": False},
            "fontTools": {"level": "WARNING"},  # tells every step of cutting the typeface
        },
    }
