"""The pictures: they are pictures, differ, and go the way of every photo."""

import pytest
from PIL import Image

from demo.people import company
from demo.pictures import SCENES, portrait, scene
from feed.actions import upload_photo
from tests.factories import make_user

DRAWN = [person.handle for person in company() if person.portrait]


def colours(picture: Image.Image) -> int:
    return len(set(picture.resize((60, 60)).convert("RGB").getdata()))


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_is_a_photo_of_a_size_that_phones_send(name):
    picture = Image.open(scene(name))
    assert picture.format == "WEBP"
    assert min(picture.size) >= 900
    assert max(picture.size) >= 1300
    assert colours(picture) > 300


def test_there_are_scenes_of_every_shape():
    assert len(SCENES) >= 8
    wide, upright, square = (Image.open(scene(name)) for name in ("van", "manifold", "cake"))
    assert wide.width > wide.height
    assert upright.height > upright.width
    assert square.width == square.height


def test_no_two_scenes_look_alike():
    small = {Image.open(scene(name)).resize((4, 4)).tobytes() for name in SCENES}
    assert len(small) == len(SCENES)


def test_a_scene_is_taken_like_any_photo(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = upload_photo(by=make_user("anna"), upload=scene("van"), description="Ein Transporter")
    assert (photo.width, photo.height) == (1600, 1067)
    assert photo.colour.startswith("#")


def test_portraits_differ_from_person_to_person():
    assert len({portrait(handle).read() for handle in DRAWN}) > 60


@pytest.mark.parametrize("handle", DRAWN)
def test_whoever_is_to_have_a_portrait_has_one(handle):
    assert Image.open(portrait(handle)).size == (400, 400)
