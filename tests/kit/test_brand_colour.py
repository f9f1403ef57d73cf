"""Any company colour keeps text readable: the style sheet's own numbers, swept over every hue."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from kit.design import brand_colour
from kit.design.brand_colour import Triple, brand_of, linear, rgb_of_hex, rgb_of_oklch

AA_TEXT, AA_SHAPE = 4.5, 3.0
HUES = range(0, 360, 4)
CHROMAS = [step / 100 for step in range(16)]
STYLES = Path(settings.BASE_DIR) / "static" / "css"
TEXT_PAIRS = [
    ("on-brand", "brand"), ("on-brand", "brand-hover"), ("brand-ink", "brand-soft"),
    ("brand-ink", "surface"), ("brand-ink", "canvas"), ("brand-ink", "sunken"),
    ("ink", "brand-soft"), ("ink-2", "brand-soft"),
]  # fmt: skip
FIXED_PAIRS = [
    ("ink", "surface"), ("ink", "canvas"), ("ink-2", "surface"), ("ink-2", "canvas"),
    ("ink-2", "sunken"), ("ink-3", "surface"), ("ink-3", "canvas"), ("ink-3", "sunken"),
    ("must-ink", "must-soft"), ("on-must", "must"), ("on-alert", "alert"),
    ("alert-ink", "alert-soft"), ("alert-ink", "surface"), ("good-ink", "good-soft"),
    ("ink", "must-soft"), ("ink", "good-soft"), ("canvas", "ink"),
]  # fmt: skip
NUMBER = r"([\d.]+)"
COLOUR = re.compile(rf"--([a-z0-9-]+): oklch\({NUMBER}% {NUMBER} {NUMBER}\);")
BRANDED = re.compile(
    rf"--([a-z0-9-]+): oklch\({NUMBER}% min\(var\(--brand-c\) \* {NUMBER}, {NUMBER}\) "
    r"var\(--brand-h\)\);"
)
Theme = dict[str, tuple[float, ...]]


def blocks() -> dict[str, list[str]]:
    """The declarations of each theme, once per place where the style sheets give them."""
    tokens, themes = (STYLES / name for name in ("tokens.css", "themes.css"))
    found: dict[str, list[str]] = {"light": [tokens.read_text()], "dark": [], "sun": []}
    for body in re.findall(r"\{([^{}]*--canvas[^{}]*)\}", themes.read_text()):
        found["dark" if "color-scheme: dark" in body else "sun"].append(body)
    return found


def theme(css: str) -> Theme:
    """Colours by name: (lightness, chroma, hue) or (lightness, factor, most) for branded ones."""
    plain = {
        name: (float(light) / 100, float(chroma), float(hue))
        for name, light, chroma, hue in COLOUR.findall(css)
    }
    made = {
        name: (float(light) / 100, float(factor), float(most), 0.0)
        for name, light, factor, most in BRANDED.findall(css)
    }
    return plain | made


THEMES = {name: theme(found[0]) for name, found in blocks().items()}


def shown(colours: Theme, name: str, hue: float, chroma: float) -> Triple:
    """What the screen shows for a token while the company's colour is `hue` and `chroma`."""
    values = colours[name]
    if len(values) == 4:
        lightness, factor, most, _mark = values
        return rgb_of_oklch(lightness, min(chroma * factor, most), hue)
    return rgb_of_oklch(*values)


def contrast(first: Triple, second: Triple) -> float:
    """The WCAG 2 ratio of two colours, 1 to 21, whichever is the lighter."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(rgb: Triple) -> float:
    """Relative luminance as WCAG defines it."""
    red, green, blue = map(linear, rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def brands() -> Iterator[tuple[float, float]]:
    for hue in HUES:
        for chroma in CHROMAS:
            yield float(hue), chroma


def worst(colours: Theme, pair: tuple[str, str]) -> float:
    """The lowest contrast of a pair over every brand."""
    front, back = pair
    return min(
        contrast(shown(colours, front, *one), shown(colours, back, *one)) for one in brands()
    )


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="/".join)
def test_every_brand_of_90_hues_and_16_chromas_leaves_text_readable(
    name: str, pair: tuple[str, str]
) -> None:
    assert worst(THEMES[name], pair) >= AA_TEXT


@pytest.mark.parametrize("name", THEMES)
def test_a_filled_brand_shape_stands_out_from_what_is_behind_it(name: str) -> None:
    assert worst(THEMES[name], ("brand", "surface")) >= AA_SHAPE
    assert worst(THEMES[name], ("brand", "canvas")) >= AA_SHAPE


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("pair", FIXED_PAIRS, ids="/".join)
def test_colours_that_never_follow_the_brand_are_readable(name: str, pair: tuple[str, str]) -> None:
    front, back = (shown(THEMES[name], part, 0, 0) for part in pair)
    assert contrast(front, back) >= AA_TEXT


@pytest.mark.parametrize("name", THEMES)
def test_borders_of_fields_and_the_focus_ring_are_visible(name: str) -> None:
    for part in ("line-strong", "focus"):
        for back in ("surface", "canvas"):
            front = shown(THEMES[name], part, 0, 0)
            assert contrast(front, shown(THEMES[name], back, 0, 0)) >= AA_SHAPE


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("hue", range(0, 360, 15))
def test_initials_are_readable_on_every_avatar(name: str, hue: int) -> None:
    css = blocks()[name][0]
    parts = ("av-bg-l", "av-bg-c", "av-ink-l", "av-ink-c")
    values = [float(re.search(rf"--{part}: {NUMBER}", css)[1]) for part in parts]  # type: ignore[index]
    back_l, back_c, ink_l, ink_c = values
    ink = rgb_of_oklch(ink_l / 100, ink_c, hue)
    for lightness, chroma, turn in ((back_l + 4, back_c, -18), (back_l - 3, back_c * 1.35, 14)):
        back = rgb_of_oklch(lightness / 100, chroma, hue + turn)
        assert contrast(ink, back) >= AA_TEXT


def test_the_systems_wish_and_the_persons_choice_look_the_same() -> None:
    for name in ("dark", "sun"):
        first, second = ([line.strip() for line in css.split("\n")] for css in blocks()[name])
        assert first == second


def test_every_theme_defines_every_colour() -> None:
    assert THEMES["light"].keys() == THEMES["dark"].keys() == THEMES["sun"].keys()
    assert {"brand", "on-brand", "must", "alert", "good", "focus"} <= THEMES["light"].keys()


# --- from a hex value to a brand -------------------------------------------------------------
def test_a_brand_keeps_its_hue() -> None:
    assert brand_of("#065e47").hue == pytest.approx(168, abs=3)
    assert brand_of("#0a4f9e").hue == pytest.approx(255, abs=6)


def test_a_loud_brand_is_reduced_to_what_screens_show() -> None:
    for colour in ("#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff", "#ff00ff"):
        made = brand_of(colour)
        assert 0 < made.chroma <= brand_colour.MOST_CHROMA
        light = brand_colour.linear_of_oklch(brand_colour.BRAND_LIGHTNESS, made.chroma, made.hue)
        assert brand_colour.in_gamut(light), colour


def test_grey_black_and_white_become_a_neutral_brand() -> None:
    for colour in ("#000000", "#ffffff", "#808080"):
        assert brand_of(colour).chroma == 0


@pytest.mark.parametrize(
    "colour", ["", "red", "#12", "#12345", "#gggggg", "065e47;}body{", "#065e47ff"]
)
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="is not a colour"):
        brand_of(colour)


def test_short_and_long_forms_mean_the_same() -> None:
    assert brand_of("#0a6") == brand_of("#00aa66") == brand_of("00AA66")


def test_the_stylesheet_sets_hue_and_chroma_and_nothing_else() -> None:
    style = brand_of("#065e47").stylesheet
    assert re.fullmatch(r"@layer tokens\{:root\{--brand-h:[\d.]+;--brand-c:[\d.]+\}\}", style)


def test_the_version_changes_with_the_colour_only() -> None:
    assert brand_of("#065e47").version == brand_of("#065E47").version
    assert brand_of("#065e47").version != brand_of("#0a4f9e").version


def test_colours_survive_the_way_there_and_back() -> None:
    for colour in ("#065e47", "#c62828", "#2256bb", "#f5b942"):
        assert (
            brand_colour.hex_of(rgb_of_oklch(*brand_colour.oklch_of_rgb(rgb_of_hex(colour))))
            == colour
        )


def test_contrast_is_that_of_wcag() -> None:
    black, white = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
    assert contrast(black, white) == contrast(white, black) == pytest.approx(21)
    assert contrast(rgb_of_hex("#767676"), white) == pytest.approx(4.54, abs=0.01)


def test_mails_get_a_hex_that_white_text_can_stand_on() -> None:
    for hue in HUES:
        filled = rgb_of_hex(brand_colour.Brand(float(hue), 0.12).hex)
        assert contrast(filled, (1.0, 1.0, 1.0)) >= AA_TEXT
