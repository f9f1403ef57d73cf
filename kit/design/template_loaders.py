"""Templates are written one element a line and sent without what that costs."""

import re

from django.template import Origin
from django.template.loaders import app_directories, filesystem

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
CONTROL = r"block|endblock|if|elif|else|endif|for|endfor|with|endwith|once|endonce|load"
REST = r"(?:(?!%\}).)*"  # of a tag
# only such tags stand on the line; `empty` is also the name of a component, which takes arguments
SILENT_LINE = re.compile(
    rf"^((?:\{{% (?:(?:{CONTROL})\b{REST}|empty |{REST} as \w+ )%\}})+)\n", re.MULTILINE
)
# a line that may be empty takes its break along
CONDITION = rf"\{{% if {REST}%\}}"
POSSIBLE_LINE = re.compile(
    rf"^({CONDITION}(?:(?!\{{% (?:if|elif|else|endif)\b).)*)(\{{% endif %\}})\n", re.MULTILINE
)
START_TAG = re.compile(
    r"""<[a-z](?:\{%.*?%\}|\{\{.*?\}\}|"(?:\{%.*?%\}|\{\{.*?\}\}|[^"])*"|'[^']*'|[^<>"'])*>"""
)
BLOCK = (
    "(?:article|dd|div|dl|dt|fieldset|footer|form|header|li|nav|ol|option|p|section|select"
    "|table|tbody|td|template|th|thead|tr|ul|load-more)"
)
BEFORE_BLOCK = re.compile(rf"\n(?=</?{BLOCK}[\s>])")
BEHIND_BLOCK = re.compile(rf'(</{BLOCK}>|<{BLOCK}(?:\s[\w-]+="[^"<>]*")*>)\n')


def compact(source: str) -> str:
    """The template without indentation and without the line breaks that no browser shows.

    Those are the ones behind tags that print nothing, between attributes and around blocks; and
    behind a condition that is not met.
    """
    lines = SILENT_LINE.sub(r"\1", INDENTATION.sub("", source))
    lines = POSSIBLE_LINE.sub(r"\1\n\2", lines)
    lines = START_TAG.sub(lambda tag: tag[0].replace("\n", " "), lines)
    return BEHIND_BLOCK.sub(r"\1", BEFORE_BLOCK.sub("", lines))


class Compact(filesystem.Loader):
    """Compacts pages; texts of mails stay as they are."""

    def get_contents(self, origin: Origin) -> str:
        """The source of the template that is compiled."""
        contents = super().get_contents(origin)
        return compact(contents) if str(origin.name).endswith(".html") else contents


class CompactApps(Compact, app_directories.Loader):
    """The same for the templates of the apps."""
