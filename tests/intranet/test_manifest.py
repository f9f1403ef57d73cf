"""Installing the site: its name, colour and icons, as the company has them."""

import io

import pytest
from PIL import Image

from intranet.device import icons

SVG = "http://www.w3.org/2000/svg"
LOGO = f'<svg xmlns="{SVG}" viewBox="0 0 8 8"><rect width="8" height="8" fill="#d00"/></svg>'
RED, PAPER = (221, 0, 0), (255, 254, 253)


def picture(client, name):
    answer = client.get(f"/brand/icons/{name}.png")
    assert answer["Content-Type"] == "image/png"
    return Image.open(io.BytesIO(answer.content)).convert("RGBA")


def pixel(image, x, y):
    """The colour at these shares of the picture, and how much of it covers."""
    found = image.getpixel((int(x * (image.width - 1)), int(y * (image.height - 1))))
    return found[:3], found[3]


@pytest.fixture(params=["svg", "png"])
def logo(request, settings, tmp_path):
    path = tmp_path / f"logo.{request.param}"
    if request.param == "svg":
        path.write_text(LOGO)
    else:
        Image.new("RGB", (64, 64), RED).save(path)
    settings.BRAND_LOGO = str(path)


@pytest.mark.django_db
def test_the_manifest_has_the_name_and_colour_of_the_company(client, settings):
    settings.COMPANY_NAME, settings.BRAND_COLOUR = "Südwerk", "#aa2200"
    answer = client.get("/manifest.webmanifest", headers={"Accept-Language": "de"})
    told = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["short_name"], told["lang"]) == ("Südwerk", "Südwerk", "de")
    assert told["theme_color"] != client.get("/manifest.webmanifest").json()["background_color"]
    assert [one["name"] for one in told["shortcuts"]] == [
        "Beitrag schreiben",
        "Chat",
        "Jemanden anrufen",
    ]


@pytest.mark.django_db
def test_icons_have_the_size_the_manifest_says(client):
    told = client.get("/manifest.webmanifest").json()["icons"]
    assert {one["purpose"] for one in told} == {"any", "maskable"}
    for one in told:
        found = Image.open(io.BytesIO(client.get(one["src"]).content))
        assert f"{found.width}x{found.height}" == one["sizes"]


@pytest.mark.django_db
def test_without_a_logo_the_icon_is_our_mark_in_the_colour_of_the_company(client, settings):
    settings.BRAND_COLOUR = "#aa2200"
    (red, green, _blue), covers = pixel(picture(client, "any-192"), 0.5, 0.06)
    assert red > green and covers == 255
    assert pixel(picture(client, "any-192"), 0, 0)[1] == 0  # round corners


@pytest.mark.django_db
def test_the_logo_of_the_company_becomes_its_icon(client, logo):
    assert pixel(picture(client, "any-512"), 0.02, 0.5)[0] == RED


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["maskable-512", "apple-180"])
def test_what_systems_cut_themselves_keeps_the_logo_in_the_middle(client, logo, name):
    found = picture(client, name)
    assert pixel(found, 0, 0) == (PAPER, 255)
    assert pixel(found, 0.5, 0.5)[0] == RED
    corner = 0.5 - 0.4 * 0.7071 - 0.01  # outside of the circle that every system shows
    assert pixel(found, corner, corner)[0] == PAPER


@pytest.mark.django_db
def test_an_icon_nobody_listed_does_not_exist(client):
    assert client.get("/brand/icons/any-9000.png").status_code == 404
    assert set(icons.BY_NAME) == {"any-192", "any-512", "maskable-512", "apple-180"}


@pytest.mark.django_db
def test_pages_lead_to_the_manifest_and_the_icon_of_iphones(client):
    page = client.get("/login/").content.decode()
    assert 'rel="manifest" href="/manifest.webmanifest"' in page
    assert 'rel="apple-touch-icon" href="/brand/icons/apple-180.png"' in page
