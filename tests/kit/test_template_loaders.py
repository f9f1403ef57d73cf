"""What templates lose on their way into a page: nothing that anybody sees."""

import pytest
from django.template.loader import get_template

from kit.design.template_loaders import compact

SENT = {
    "indentation": ("<b>\n  one\n  two</b>", "<b>\none\ntwo</b>"),
    "a condition": ("a\n{% if x %}\n  b\n{% endif %}\nc", "a\n{% if x %}b\n{% endif %}c"),
    "a line that may be empty": ("a\n{% if x %}b{% endif %}\nc", "a\n{% if x %}b\n{% endif %}c"),
    "an empty loop": ("{% for a in b %}\n{% empty %}\nc", "{% for a in b %}{% empty %}c"),
    "a name": ("{% url 'me' as back %}\n<a>", "{% url 'me' as back %}<a>"),
    "attributes": ('<a class="x"\n    href="{{ y }}">', '<a class="x" href="{{ y }}">'),
    "blocks": ("<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>", "<ul><li>a</li><li>b</li></ul>"),
}
KEPT = {
    "between words": "one\ntwo",
    "between elements of a sentence": "<b>one</b>\n<i>two</i>",
    "behind what prints": "{% icon 'x' %}\n{{ name }}",
    "behind one of two": "{% if x %}one{% else %}two{% endif %}\nthree",
    "behind a component": "{% empty title='x' %}\n{% endempty %}",
    "where nothing stood": "<b>one</b><i>two</i>",
    "inside of a condition": "one{% if x %}\ntwo{% endif %}",
}


@pytest.mark.parametrize(("written", "sent"), SENT.values(), ids=SENT)
def test_line_breaks_that_do_not_show_are_not_sent(written, sent):
    assert compact(written) == sent


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_a_line_break_that_shows_stays_and_none_is_added(text):
    assert compact(text) == text


def test_texts_of_mails_keep_their_lines():
    text = get_template("mail/frame.txt").template.source
    assert "\n\n" in text


def test_pages_are_compacted():
    assert "\n  " not in get_template("base.html").template.source
