"""A link says where it leads when its words say something else."""

import pytest

from kit.text import rendering

BANK, EVIL = "https://bank.example", "https://evil.example/"
CYRILLIC = "https://b\u0430nk.example/"


def beside(written):
    """What stands behind the link."""
    return rendering.render(written).partition("</a>")[2].removesuffix("</p>\n").strip(" ()")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (f"[{BANK}]({EVIL})", "evil.example"),
        (f"[**bank**.example]({EVIL})", "evil.example"),
        (f"[go to bank.example now]({EVIL})", "evil.example"),
        ("[bank.example](//evil.example)", "evil.example"),
        ("[bank.example](https://bank.example.evil.example)", "bank.example.evil.example"),
        (f"[{BANK}\u2024example]({EVIL})", "evil.example"),  # a dot that is another sign
        ("https://bank.example@evil.example/", "evil.example"),
        ("[boss@firma.example](mailto:x@evil.example)", "x@evil.example"),
        (f"[{BANK}](/people/eve/)", "/people/eve/"),
        (CYRILLIC, "xn--bnk-6cd.example"),
        (f"[the bank]({CYRILLIC})", "xn--bnk-6cd.example"),
        ("[bank.example](https://xn--bnk-6cd.example/)", "xn--bnk-6cd.example"),
        ("[the bank](https://xn--bnk-6cd.example/)", "xn--bnk-6cd.example"),
    ],
)
def test_C4_where_a_link_leads_stands_beside_words_that_say_something_else(written, shown):
    assert beside(written) == shown


@pytest.mark.parametrize(
    "written",
    [
        BANK,
        f"<{BANK}/a>",
        f"[the bank]({BANK})",
        f"[www.bank.example]({BANK}/x)",
        f"[bank.example]({BANK}:8000/)",
        "[bank.example](https://login.bank.example/)",
        "https://web.archive.example/https://bank.example/",
        "https://m\u00fcnchen.example/",
        "https://xn--bnk-6cd.example/",
        "anna@firma.example",
        "[call](tel:+49451)",
    ],
)
def test_honest_links_stand_alone(written):
    assert beside(written) == ""
