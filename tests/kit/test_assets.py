"""What browsers fetch once: complete, light, and built again only when something changed."""

import gzip
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.staticfiles.utils import matches_patterns
from fontTools.ttLib import TTFont

from kit.design import assets, typeface
from kit.design.icons import ICONS
from kit.management.commands.prepare import UNSERVED

ROOT = Path(settings.BASE_DIR)
CSS_BUDGET, FONT_BUDGET, SPRITE_BUDGET = 14 * 1024, 44_000, 8_000
FIRST_BUDGET, SCRIPT_BUDGET = 12 * 1024, 40 * 1024
ARROW = re.compile(r"=>\s*/[^/*\n][^/\n]* ")
UPLOAD_BUDGET = 25 * 1024
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("assets")
    assert assets.build(target)
    return target


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project of three files."""
    for name in ("static/css/components", "static/js", "shop/static/shop"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "static/parts").mkdir()
    (tmp_path / "static/parts/outbox-files.js").write_text("const FIRST = 1;")
    for layer in ("reset", "tokens", "themes", "hues", "base", "layout", "utilities"):
        (tmp_path / f"static/css/{layer}.css").write_text(f".{layer} {{ color: red; }}")
    (tmp_path / "static/css/components/card.css").write_text(".card { gap: 1px; }")
    (tmp_path / "shop/static/shop/shop.css").write_text(".shop { gap: 2px; }")
    (tmp_path / "static/js/one.js").write_text("const name = 1;")
    (tmp_path / "static/js/two.js").write_text("const name = 2;")
    return tmp_path


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def test_the_style_sheet_fits_its_budget(built: Path) -> None:
    assert compressed(built / "app.css") <= CSS_BUDGET


def test_the_base_scripts_fit_their_budget(built: Path) -> None:
    assert compressed(built / "app.js") <= FIRST_BUDGET
    assert compressed(built / "late.js") <= SCRIPT_BUDGET
    assert "window.htmx=htmx" in (built / "late.js").read_text()


def test_typeface_and_icons_fit_their_budget(built: Path) -> None:
    assert (
        sum(path.stat().st_size for path in built.glob("fonts/text-lat*.woff2"))
        <= FONT_BUDGET * 1.5
    )
    assert (built / "fonts" / "text-latin.woff2").stat().st_size <= FONT_BUDGET
    assert compressed(built / "icons.svg") <= SPRITE_BUDGET


def test_nothing_is_built_twice_for_the_same_sources(built: Path) -> None:
    before = (built / "app.css").stat().st_mtime_ns
    assert not assets.build(built)
    assert (built / "app.css").stat().st_mtime_ns == before


def test_a_changed_source_is_built_again(small: Path) -> None:
    target = small / "out"
    assert assets.build(target, root=small)
    (small / "static/css/components/card.css").write_text(".card { gap: 3px; }")
    assert assets.build(target, root=small)
    assert "gap:3px" in (target / "app.css").read_text()


def test_layers_come_in_the_order_of_the_cascade(small: Path) -> None:
    css = assets.stylesheet(small)
    assert css.startswith("@layer reset,tokens,base,layout,components,features,utilities;")
    places = [
        css.index(mark) for mark in (".reset", ".tokens", ".base", ".layout", ".card", ".shop")
    ]
    assert places == sorted(places)
    assert places[-1] < css.index(".utilities")


def test_the_style_of_an_app_lands_in_the_layer_of_features(small: Path) -> None:
    assert "@layer features{.shop{gap:2px}}" in assets.stylesheet(small)


def test_scripts_with_equal_names_inside_do_not_meet(small: Path) -> None:
    both = assets.joined(assets.scripts(small)["app.js"])
    assert both == "{\nconst name=1;\n}\n{\nconst name=2;\n}\n"


def test_a_script_knows_what_another_one_of_its_file_exports(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { name, tell } from "./b.js";\ntell(name);\n')
    (tmp_path / "b.js").write_text("export const name = 1;\nexport function tell() {}\n")
    both = assets.joined([tmp_path / "a.js", tmp_path / "b.js"])
    assert both == (
        "const{name,tell}=(()=>{\nconst name=1;function tell(){}\nreturn{name,tell};\n})();\n"
        "{\ntell(name);\n}\n"
    )


def test_what_is_not_joined_cannot_be_imported(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { name } from "./elsewhere.js";\n')
    with pytest.raises(KeyError):
        assets.joined([tmp_path / "a.js"])


def test_joined_scripts_import_and_export_in_no_other_way() -> None:
    for name, paths in assets.scripts(ROOT).items():
        text = assets.joined(paths)
        assert not re.search(r"^\s*(import|export)\b(?!\()", text, re.MULTILINE), name
        exported = re.findall(r"^const\{([^}]*)\}=", text, re.MULTILINE)
        names = [one for group in exported for one in group.split(",")]
        assert len(names) == len(set(names)), name


def test_what_is_joined_is_not_served_beside() -> None:
    """It would be collected with imports that browsers cannot follow."""
    joined = [path for paths in assets.scripts(ROOT).values() for path in paths]
    names = [path.as_posix().split("/static/", 1)[1] for path in joined]
    assert [name for name in names if not matches_patterns(name, UNSERVED)] == []
    alone = [path.as_posix().split("/static/", 1)[1] for path in assets.page_files(ROOT)]
    assert [name for name in alone if matches_patterns(name, UNSERVED)] == []


def test_no_arrow_of_a_joined_script_leads_to_a_pattern() -> None:
    """The minifier takes such a pattern for divisions and drops its spaces."""
    paths = [path for paths in assets.scripts(ROOT).values() for path in paths]
    assert [path.name for path in paths if ARROW.search(path.read_text())] == []


def test_joined_scripts_stay_small_and_speak_no_language() -> None:
    for path in (path for paths in assets.scripts(ROOT).values() for path in paths):
        text = path.read_text()
        assert len(text.splitlines()) <= 300, path.name
        assert not re.search(r"""["'`](?:[A-Z][a-z]+ ){2,}""", text), path.name


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a { color: red; }", "a{color:red}"),
        ("/* why */ a {\n  gap: 1px;\n  color: red;\n}", "a{gap:1px;color:red}"),
        ("a { inline-size: calc(1rem + 2px); }", "a{inline-size:calc(1rem + 2px)}"),
        ('a::after { content: " ;  } "; }', 'a::after{content:" ;  } "}'),
        (".a :is(b, c) d > e { top: 0 }", ".a :is(b,c) d>e{top:0}"),
        ("@media (min-width: 48rem) { a { top: 0; } }", "@media (min-width:48rem){a{top:0}}"),
        ("a:not(:hover) :focus { top: 0; }", "a:not(:hover) :focus{top:0}"),
    ],
)
def test_minifying_keeps_the_meaning(css: str, expected: str) -> None:
    assert assets.cssmin(css).strip() == expected


def test_the_style_sheet_is_balanced_and_names_only_tokens_that_exist(built: Path) -> None:
    css = (built / "app.css").read_text()
    assert css.count("{") == css.count("}")
    defined = set(re.findall(r"(--[a-z0-9-]+):", css))
    without_fallback = set(re.findall(r"var\((--[a-z0-9-]+)\)", css))
    assert without_fallback <= defined


def test_the_style_sheet_follows_the_rules_of_hand(built: Path) -> None:
    css = (built / "app.css").read_text()
    assert not re.search(r"[;{](margin|padding)-(left|right|top|bottom):", css)
    assert not re.search(r"[;{}]#[a-z]", css), "no id selectors"
    assert not re.search(r"https?://", css), "no foreign host"


def test_every_hue_step_has_a_class(built: Path) -> None:
    css = (built / "app.css").read_text()
    assert all(f".h-{degrees}{{--h:{degrees}}}" in css for degrees in range(0, 360, 15))


# --- icons -----------------------------------------------------------------------------------
def test_the_sprite_holds_exactly_our_icons(built: Path) -> None:
    root = ElementTree.parse(built / "icons.svg").getroot()
    assert [one.get("id") for one in root.iter(f"{SVG}symbol")] == sorted(ICONS)
    assert all(len(one) for one in root.iter(f"{SVG}symbol"))


def test_an_icon_that_does_not_exist_stops_the_build() -> None:
    with pytest.raises(KeyError):
        assets.sprite(["no-such-icon"])


def test_icons_are_listed_once() -> None:
    assert len(ICONS) == len(set(ICONS))


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    for path in [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html")]:
        for name in re.findall(r"""{% icon ["']([a-z0-9-]+)["']""", path.read_text()):
            assert name in ICONS, f"{name} in {path.relative_to(ROOT)}"


# --- files in parts --------------------------------------------------------------------------
def test_what_sends_files_in_parts_is_one_script_that_asks_for_no_other(built: Path) -> None:
    script = (built / "outbox-files.js").read_text()
    assert "inParts" in script
    assert ("MIT licence" in script) == (ROOT / assets.TUS).exists()  # which only npm brings
    assert "sourceMappingURL" not in script
    assert compressed(built / "outbox-files.js") <= UPLOAD_BUDGET


# --- typeface --------------------------------------------------------------------------------
def test_german_and_turkish_names_have_their_letters(built: Path) -> None:
    letters: set[int] = set()
    for path in built.glob("fonts/*.woff2"):
        letters |= set(TTFont(path).getBestCmap())
    assert {ord(letter) for letter in "äöüßÄÖÜŞşıİğé€–…„“·"} <= letters


def test_without_npm_the_packaged_typeface_stands_in(small: Path) -> None:
    rules = typeface.build(small / "fonts", small)
    assert "font-weight:400 590" in rules
    assert "font-weight:591 900" in rules
    made = {path.name for path in (small / "fonts").iterdir()}
    assert {"text-latin.woff2", "text-latin-ext.woff2", "text-latin-bold.woff2"} <= made
    assert (small / "fonts/text-latin.woff2").stat().st_size <= FONT_BUDGET


def test_the_variable_typeface_is_cut_to_the_weights_we_use(tmp_path: Path) -> None:
    if typeface.sources(ROOT)[0].suffix != ".woff2":
        pytest.skip("npm brought no typeface here")
    typeface.build(tmp_path, ROOT)
    axis = TTFont(tmp_path / "text-latin.woff2")["fvar"].axes[0]
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 400, 800)


def test_fonts_come_from_our_own_address(built: Path) -> None:
    rules = (built / "fonts.css").read_text()
    named = re.findall(r'url\("(fonts/[a-z-]+\.woff2)"\)', rules)
    assert named
    assert all((built / name).exists() for name in named)
    assert "font-display:swap" in rules


def test_clearing_forgets_the_build(small: Path) -> None:
    target = small / "out"
    assets.build(target, root=small)
    assets.clear(target)
    assert not target.exists()
    assert assets.build(target, root=small)
    shutil.rmtree(target)
