"""What messages link to is shown through the rights of whoever reads them."""

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accounts.actions import deactivate_person
from chat.links import attach_previews
from chat.models import Message
from feed.actions import delete_post
from kit.previews import previews_of
from tests.factories import make_group, make_message, make_post, make_space, make_user


@pytest.fixture
def anna():
    return make_user("anna", job_title="Electrician", department="Workshop")


def link(thing):
    return f"Look at {settings.BASE_URL}{thing.get_absolute_url()}"


def shown_to(viewer, *messages):
    attach_previews(messages, viewer)
    return [message.preview for message in messages]


def drawn(preview):
    return render_to_string("kit/_preview.html", {"preview": preview})


def test_a_link_to_a_post_shows_its_author_and_beginning(anna, ben):
    post = make_post(anna, body="**Pumps** arrive on Monday. " * 20)
    group = make_group(ben)
    with translation.override("en"):
        (found,) = shown_to(ben, make_message(group, anna, link(post)))
    assert found.title == "Post by Anna Test"
    assert found.excerpt.startswith("Pumps arrive on Monday.")
    assert len(found.excerpt) <= 140
    assert (found.url, found.author) == (f"/p/{post.pk}/", anna)


def test_links_to_spaces_and_people_show_them_too(anna, ben):
    space = make_space(anna, name="Harbour", description="Ships and cranes")
    group = make_group(ben)
    room, person = shown_to(
        ben, make_message(group, anna, link(space)), make_message(group, anna, link(anna))
    )
    assert (room.title, room.excerpt, room.author) == ("Harbour", "Ships and cranes", None)
    assert (person.title, person.excerpt) == ("Anna Test", "Electrician · Workshop")


@pytest.mark.parametrize("access", ["closed", "secret"])
def test_A5_A6_a_reader_outside_sees_neither_title_nor_that_it_exists(anna, ben, access):
    space = make_space(anna, access=access, name="Harbour", description="Ships")
    post = make_post(anna, space, body="Sesame")
    group = make_group(ben)
    rows = [make_message(group, anna, link(thing)) for thing in (post, space)]
    rows.append(make_message(group, anna, f"{settings.BASE_URL}/p/{post.pk + 1000}/"))
    assert shown_to(ben, *rows) == [None, None, None]
    assert all(shown_to(anna, *rows[:2]))


def test_A5_a_preview_costs_an_outsider_as_much_as_an_unknown_address(anna, ben, count_queries):
    post = make_post(anna, make_space(anna, access="secret"))
    hidden = count_queries(lambda: previews_of([f"/p/{post.pk}/"], ben))
    assert hidden == count_queries(lambda: previews_of([f"/p/{post.pk + 1000}/"], ben))


def test_A6_forwarding_shows_the_new_readers_only_what_is_theirs(anna, ben):
    from chat.actions import forward_message

    eve = make_user("eve")
    post = make_post(anna, make_space(anna, ben, access="secret"), body="Sesame")
    message = make_message(make_group(ben), anna, link(post))
    copy = forward_message(by=anna, message=message, conversation=make_group(eve, ben))
    assert shown_to(eve, copy) == [None]
    assert shown_to(ben, copy)[0].excerpt == "Sesame"


def test_E7_what_was_deleted_has_no_preview_any_more(anna, ben):
    post = make_post(anna)
    message = make_message(make_group(ben), anna, link(post))
    delete_post(by=anna, post=post)
    assert shown_to(ben, message) == [None]


def test_who_has_left_sees_and_is_shown_no_more(anna, ben):
    message = make_message(make_group(ben), anna, link(ben))
    deactivate_person(by=None, user=ben)
    assert shown_to(anna, message) == [None]
    assert shown_to(ben, make_message(make_group(), anna, link(anna))) == [None]


def test_foreign_and_unknown_addresses_have_no_preview(anna, ben):
    group = make_group(ben)
    post = make_post(anna)
    bodies = [
        f"https://elsewhere.example/p/{post.pk}/", "no link at all",
        f"{settings.BASE_URL}/p/{post.pk}/edit/", f"{settings.BASE_URL}/p/{'9' * 30}/",
        f"{settings.BASE_URL}/s/%00/", f"{settings.BASE_URL}/people/" + "x" * 150 + "/",
    ]  # fmt: skip
    rows = [make_message(group, anna, body) for body in bodies]
    assert shown_to(ben, *rows) == [None] * len(rows)


def test_a_page_of_messages_costs_the_same_for_two_and_twenty_links(anna, ben, count_queries):
    space = make_space(anna)
    group = make_group(ben)
    for number in range(20):
        things = (make_post(anna, space, f"Post {number}"), make_space(anna), make_user())
        for thing in things:
            make_message(group, anna, link(thing))
    rows = list(Message.objects.in_order().exclude(link=""))
    assert len(rows) == 60
    few = count_queries(lambda: attach_previews(rows[:6], ben))
    assert count_queries(lambda: attach_previews(rows, ben)) == few <= 6
    assert all(row.preview for row in rows)


def test_C4_a_preview_is_drawn_as_text(anna, ben):
    space = make_space(anna, name="<b>Bold</b>", description="<script>alert(1)</script>")
    html = drawn(shown_to(ben, make_message(make_group(ben), anna, link(space)))[0])
    assert "&lt;b&gt;Bold" in html
    assert "<script" not in html
    assert f'class="quote" href="/s/{space.slug}/"' in html
