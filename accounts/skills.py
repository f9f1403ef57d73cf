"""What people say that they can help with: a few words or short phrases, kept in one line."""

import re

from django.utils.translation import gettext_lazy as _

from kit.http.exceptions import Problem

MOST_SKILLS, SKILL_LENGTH = 12, 40
BETWEEN = ", "
SKILLS_LENGTH = MOST_SKILLS * (SKILL_LENGTH + len(BETWEEN))
_SEPARATORS = re.compile(r"[,;\n]")


def listed(text: str) -> list[str]:
    """The phrases of `text` one by one, each once, however they are set apart."""
    phrases = (" ".join(one.split()) for one in _SEPARATORS.split(text))
    return list({one.casefold(): one for one in phrases if one}.values())


def checked_skills(text: str) -> str:
    """The same phrases as the profile keeps them; Problem names the limit that they break."""
    phrases = listed(text)
    if len(phrases) > MOST_SKILLS:
        detail = _("Name at most %(limit)d things that you can help with.")
        raise Problem(
            "too_many", detail % {"limit": MOST_SKILLS}, field="skills", limit=MOST_SKILLS
        )
    for phrase in phrases:
        if len(phrase) > SKILL_LENGTH:
            detail = _(
                "“%(phrase)s…” is too long; at most %(limit)d characters fit between commas."
            )
            words = {"phrase": phrase[: SKILL_LENGTH // 2], "limit": SKILL_LENGTH}
            raise Problem("too_long", detail % words, field="skills", limit=SKILL_LENGTH)
    return BETWEEN.join(phrases)
