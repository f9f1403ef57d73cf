"""Blocks of pages without their frame: what a device is lent."""

import pytest
from django.test import RequestFactory

from intranet.context_processors import LentShell
from kit.design.blocks import drawing_blocks
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PAGE = "accounts/person.html"
BLOCKS = ("layout", "head", "scripts", "main")


@pytest.fixture
def request_of_anna():
    asked = RequestFactory().get("/")
    asked.user = make_user("anna")
    return asked


@pytest.fixture
def draw(request_of_anna):
    seen = {"shell": LentShell(request_of_anna, request_of_anna.user)}
    with drawing_blocks(request_of_anna, seen) as drawn:
        yield drawn


def test_a_block_is_drawn_without_its_frame(draw):
    ben = make_user("ben", phone="+49 461 555 01")
    blocks = draw(PAGE, BLOCKS, {"person": ben})
    assert "+49 461 555 01" in blocks["main"]
    assert "person.css" in blocks["head"]
    assert "<html" not in blocks["main"] and "tabbar" not in blocks["main"]


def test_a_block_that_a_page_does_not_have_is_empty(draw):
    blocks = draw(PAGE, BLOCKS, {"person": make_user("ben")})
    assert blocks["layout"] == "" and blocks["scripts"] == ""


def test_a_page_knows_nothing_of_the_one_drawn_before_it(draw):
    ben, carl = make_user("ben", phone="0461 1"), make_user("carl")
    first = draw(PAGE, ["main"], {"person": ben})
    second = draw(PAGE, ["main"], {"person": carl})
    again = draw(PAGE, ["main"], {"person": ben})
    assert "0461 1" not in second["main"] and "Ben Test" not in second["main"]
    assert again == first


def test_all_pages_of_one_answer_carry_the_same_token(draw):
    """Else it would be different in every form, which no compression makes small."""
    pages = [draw(PAGE, ["main"], {"person": make_user(name)})["main"] for name in ("ben", "carl")]
    tokens = {page.partition('csrfmiddlewaretoken" value="')[2][:64] for page in pages}
    assert len(tokens) == 1 and tokens != {""}


def test_the_shell_of_what_is_lent_counts_nothing(request_of_anna, count_queries):
    shell = LentShell(request_of_anna, request_of_anna.user)
    assert count_queries(lambda: (shell.places, shell.spaces, shell.todos)) == 0
    assert {entry.count for entry in shell.places} == {0}
    assert list(shell.spaces) == [] and shell.todos == []
