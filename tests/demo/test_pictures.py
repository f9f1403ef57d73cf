"""The drawn pictures: they are pictures, differ, and go the way of every photo."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from demo.people import company
from demo.pictures import SCENES, likeness, scene
from demo.pictures.canvas import Canvas, Linear, Radial, bend, curve, ring, rounded
from demo.pictures.parts import BARS, SEGMENTS, digits
from demo.pictures.portraits import face_of, portrait
from feed.actions import upload_photo
from tests.factories import make_user

FACE = face_of("anna", woman=True, spoken="Deutsch", technician=False)
RED, WHITE = (255, 0, 0), (255, 255, 255)


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def colours(picture: Image.Image) -> int:
    return len(set(picture.resize((60, 60)).convert("RGB").getdata()))


def is_red(picture: Image.Image, x: int, y: int) -> bool:
    """Red but for what smoothing adds."""
    red, green, blue = picture.getpixel((x, y))
    return red > 200 and green < 60 and blue < 60


@pytest.mark.parametrize("name", ["boiler", "plate", "old-town"])
def test_a_scene_is_a_photo_of_a_size_that_phones_send(name):
    picture = opened(scene(name))
    assert picture.format == "JPEG"
    assert min(picture.size) >= 900
    assert max(picture.size) >= 1300
    assert colours(picture) > 300


def test_there_are_scenes_of_every_shape():
    assert len(SCENES) >= 8
    wide, upright, square = (opened(scene(name)) for name in ("van", "manifold", "cake"))
    assert wide.width > wide.height
    assert upright.height > upright.width
    assert square.width == square.height


def test_a_scene_is_drawn_the_same_every_time():
    assert scene("siphon") == scene("siphon")


def test_a_scene_is_taken_like_any_photo(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("van.jpg", scene("van"), "image/jpeg")
    photo = upload_photo(by=make_user("anna"), upload=file, description="Ein Transporter")
    assert (photo.width, photo.height) == (1600, 1067)
    assert photo.colour.startswith("#")


def test_portraits_differ_from_person_to_person():
    faces = {
        face_of(p.handle, woman=p.woman, spoken=p.spoken, technician=False)
        for p in company()
        if p.portrait
    }
    assert len(faces) > 60


def test_a_portrait_stays_the_same():
    person = next(one for one in company() if one.portrait)
    assert likeness(person) == likeness(person)
    assert opened(likeness(person)).size == (400, 400)


@pytest.mark.parametrize("cut", ["long", "bob", "bun", "curls", "short", "side", "crop", "bald"])
def test_every_haircut_can_be_drawn(cut):
    drawn = portrait(replace(FACE, cut=cut, beard="full", glasses=True, scarf=False)).finish()
    assert colours(drawn) > 100


def test_a_rectangle_has_its_colour_inside_and_not_outside():
    canvas = Canvas(100, 100, zoom=1)
    canvas.rect(20, 20, 60, 60, "#ff0000")
    picture = canvas.finish()
    assert picture.size == (100, 100)
    assert picture.getpixel((50, 50)) == RED
    assert picture.getpixel((5, 5)) == WHITE


def test_half_opacity_mixes():
    canvas = Canvas(20, 20, zoom=1)
    canvas.rect(0, 0, 20, 20, "#000000", opacity=0.5)
    assert 120 <= canvas.finish().getpixel((10, 10))[0] <= 135


def test_a_linear_gradient_goes_from_one_end_to_the_other():
    canvas = Canvas(100, 100, zoom=1, ground=Linear(((0, "#000000"), (1, "#ffffff"))))
    picture = canvas.finish()
    column = [picture.getpixel((50, y))[0] for y in (2, 25, 50, 75, 97)]
    assert column == sorted(column)
    assert column[0] < 15
    assert column[-1] > 240


def test_a_gradient_goes_on_beyond_its_ends():
    paint = Linear(((0, "#000000"), (1, "#ffffff")), (0, 0.4), (0, 0.6))
    picture = Canvas(100, 100, zoom=1, ground=paint).finish()
    assert picture.getpixel((50, 10))[0] == 0
    assert picture.getpixel((50, 90))[0] == 255


def test_a_radial_gradient_ends_at_its_radius():
    canvas = Canvas(100, 100, zoom=1, ground="#000000")
    canvas.circle(50, 50, 40, Radial(((0, "#ffffff", 1), (1, "#ffffff", 0))))
    picture = canvas.finish()
    assert picture.getpixel((50, 50))[0] > 240
    assert picture.getpixel((50, 12))[0] < 20


def test_shapes_may_stand_over_the_edge():
    canvas = Canvas(50, 50, zoom=1)
    canvas.circle(0, 0, 30, "#ff0000")
    canvas.rect(40, 40, 100, 100, "#ff0000", blur=2)
    picture = canvas.finish()
    assert picture.getpixel((2, 2)) == RED
    assert picture.getpixel((25, 30)) == WHITE


def test_moving_turning_and_sizing_end_with_their_block():
    canvas = Canvas(100, 100, zoom=1)
    with canvas.moved(50, 50, size=2, turn=90):
        assert canvas.pixels([(10, 0)])[0] == pytest.approx((100, 140))
    assert canvas.pixels([(10, 0)])[0] == pytest.approx((20, 0))


def test_paths_are_read_like_those_of_svg():
    [outline] = curve("M10 20H30V40L5 6Z")
    assert outline == [(10, 20), (30, 20), (30, 40), (5, 6)]
    assert len(curve("M0 0L1 1M2 2L3 3")) == 2


def test_curves_end_where_they_should():
    [outline] = curve("M0 0C0 10 10 10 10 0S20 -10 20 0Q25 5 30 0")
    assert outline[-1] == pytest.approx((30, 0))
    assert (10, 0) in [pytest.approx(point) for point in outline]
    assert bend([(0, 0), (10, 0)])[-1] == pytest.approx((10, 0))


def test_rings_and_corners_close():
    assert ring(0, 0, 5, 5)[0] == pytest.approx(ring(0, 0, 5, 5)[-1])
    assert len(rounded(0, 0, 10, 10, 0)) == 4
    assert len(rounded(0, 0, 10, 10, 3)) > 20


def test_the_display_shows_the_fault():
    canvas = Canvas(140, 60, zoom=1, ground="#000000")
    digits(canvas, 10, 10, "E52", "#ffffff")
    lit = canvas.finish().convert("L")
    assert lit.getpixel((10, 20)) > 200  # the E is closed on the left
    assert lit.getpixel((34, 20)) < 60  # and open on the right
    assert {bar for segments in SEGMENTS.values() for bar in segments} == set(BARS)


def test_words_are_written():
    canvas = Canvas(100, 40, zoom=1)
    canvas.text(50, 20, "NORDWERK", "#000000", 16)
    assert min(canvas.finish().convert("L").getdata()) < 80


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_can_be_drawn(name, monkeypatch):
    monkeypatch.setattr("demo.pictures.canvas.ZOOM", 1 / 5)
    picture = opened(scene(name))
    assert min(picture.size) >= 120
    assert colours(picture) > 150


def test_no_two_scenes_look_alike(monkeypatch):
    monkeypatch.setattr("demo.pictures.canvas.ZOOM", 1 / 10)
    small = {opened(scene(name)).resize((4, 4)).tobytes() for name in SCENES}
    assert len(small) == len(SCENES)


@pytest.mark.parametrize("beard", ["", "full", "stubble", "moustache"])
def test_beards_differ(beard):
    bare = replace(FACE, beard="")
    bearded = replace(FACE, beard=beard)
    same = portrait(bare).finish().tobytes() == portrait(bearded).finish().tobytes()
    assert same == (beard == "")


def test_a_scarf_covers_the_hair():
    scarf = portrait(replace(FACE, scarf=True, hair="#ff00ff", beard="")).finish()
    hair = portrait(replace(FACE, scarf=False, hair="#ff00ff", beard="")).finish()
    assert (255, 0, 255) in set(hair.getdata())
    assert (255, 0, 255) not in set(scarf.getdata())


def test_technicians_wear_their_jacket():
    outside = face_of("anna", woman=True, spoken="Deutsch", technician=True)
    inside = face_of("anna", woman=True, spoken="Deutsch", technician=False)
    assert outside.works_outside
    assert not inside.works_outside
    assert outside.hair == inside.hair


def test_only_men_have_beards():
    for person in company():
        if person.woman:
            face = face_of(person.handle, woman=True, spoken=person.spoken, technician=False)
            assert face.beard == ""


def test_lines_are_as_wide_as_said_also_when_moved():
    canvas = Canvas(100, 100, zoom=1)
    canvas.line([(10, 20), (90, 20)], "#ff0000", 10)
    with canvas.moved(0, 60, size=2):
        canvas.line([(5, 0), (45, 0)], "#ff0000", 5)
    picture = canvas.finish()
    for middle in (20, 60):
        red = [y for y in range(middle - 15, middle + 15) if is_red(picture, 50, y)]
        assert 9 <= len(red) <= 11


def test_arcs_leave_their_gap():
    canvas = Canvas(100, 100, zoom=1)
    canvas.arc(50, 50, 40, 0, 180, "#ff0000", 6)
    picture = canvas.finish()
    assert is_red(picture, 50, 90)
    assert not is_red(picture, 50, 10)


def test_shadows_are_soft():
    canvas = Canvas(100, 100, zoom=1)
    canvas.rect(30, 30, 40, 40, "#000000", blur=6)
    row = [canvas.finish().getpixel((x, 50))[0] for x in range(15, 51, 7)]
    assert row == sorted(row, reverse=True)
    assert len(set(row)) > 3


def test_the_finished_size_follows_the_zoom():
    assert Canvas(300, 200, zoom=0.5).finish().size == (150, 100)
    assert Canvas(300, 150).finish().size == (400, 200)


def test_ellipses_strokes_and_paths_paint():
    canvas = Canvas(100, 100, zoom=1)
    canvas.ellipse(50, 20, 30, 10, "#ff0000")
    canvas.stroke("M10 50H90", "#ff0000", 6)
    canvas.path("M10 70H90V90H10Z", "#ff0000")
    picture = canvas.finish()
    assert [picture.getpixel((50, y)) for y in (20, 50, 80)] == [RED] * 3
    assert picture.getpixel((10, 20)) == WHITE
