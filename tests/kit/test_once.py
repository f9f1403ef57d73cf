"""`{% once %}`: drawn once for equal values, from these values alone."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from django.utils.safestring import mark_safe

from kit.templatetags import once
from tests.factories import make_user

INSIDE = "{{ name }}:{{ count }}:{{ secret }}"
DRAWN = "{% load once %}{% once name=name count=count %}" + INSIDE + "{% endonce %}"


def draw(template: Template, **values: Any) -> str:
    return template.render(Context(values))


def test_it_draws_once_for_equal_values_in_each_language() -> None:
    template = Template(
        "{% load once i18n %}{% once seen=seen %}{{ seen }} {% translate 'Saved' %}{% endonce %}"
    )
    node = template.nodelist.get_nodes_by_type(once.OnceNode)[0]
    with translation.override("en"):
        assert draw(template, seen="a") == draw(template, seen="a") == "a Saved"
        assert draw(template, seen="<b>") == "&lt;b&gt; Saved"
    assert len(node.known) == 2
    with translation.override("de"):
        assert draw(template, seen="a") == "a Gespeichert"
    assert len(node.known) == 3


def test_what_is_not_named_is_not_seen() -> None:
    template = Template(DRAWN)
    assert draw(template, name="anna", count=1, secret="x") == "anna:1:"
    assert draw(template, name="anna", count=2, secret="y") == "anna:2:"


def test_rows_of_the_database_are_refused_and_so_is_a_bare_word() -> None:
    template = Template(DRAWN)
    with pytest.raises(TypeError, match="User"):
        draw(template, name=make_user("anna"), count=1)
    with pytest.raises(TypeError, match="list"):
        draw(template, name="anna", count=[1])
    with pytest.raises(TemplateSyntaxError):
        Template("{% load once %}{% once name %}{% endonce %}")


def test_frozen_things_and_tuples_of_them_count_by_what_they_hold() -> None:
    @dataclass(frozen=True)
    class Place:
        name: str

    inside = "{% for one in all %}{{ one.name }}{% endfor %}"
    template = Template("{% load once %}{% once all=all %}" + inside + "{% endonce %}")
    node = template.nodelist.get_nodes_by_type(once.OnceNode)[0]
    assert draw(template, all=(Place("a"), Place("b"))) == "ab"
    assert draw(template, all=(Place("a"), Place("b"))) == "ab" and len(node.known) == 1
    assert draw(template, all=(Place("a"), Place("c"))) == "ac"


def test_a_text_that_is_safe_is_not_taken_for_the_same_that_is_not() -> None:
    template = Template("{% load once %}{% once name=name %}{{ name }}{% endonce %}")
    assert draw(template, name=mark_safe("<b>")) == "<b>"
    assert draw(template, name="<b>") == "&lt;b&gt;"


def test_the_memory_of_a_place_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "KEPT", 3)
    template = Template("{% load once %}{% once n=n %}{{ n }}{% endonce %}")
    node = template.nodelist.get_nodes_by_type(once.OnceNode)[0]
    assert [draw(template, n=n) for n in range(9)] == [str(n) for n in range(9)]
    assert len(node.known) <= 3
