"""Builds what browsers fetch once: one style sheet, one script, the icon sprite, the typeface.

Sources are our own files in `static/` and packages (lucide, the typeface); the results go to a
folder outside the repository. Nothing here is a bundler: files are joined, not rewritten.
"""

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

from rcssmin import cssmin
from rjsmin import jsmin

from kit.design import typeface
from kit.design.icons import ICONS

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("reset", "tokens", "base", "layout", "components", "features", "utilities")
IN_LAYER = {  # file or folder in static/css, in the order of the cascade
    "reset": ("reset.css",),
    "tokens": ("tokens.css", "themes.css", "hues.css"),
    "base": ("base.css",),
    "layout": ("layout.css",),
    "components": ("components",),
    "utilities": ("utilities.css",),
}
SVG = "http:%2f%2fwww.w3.org/2000/svg"  # a name, in no sheet an address of another host
DRAWN = (  # as `.icon` says
    "viewBox='0 0 24 24' fill='none' stroke='red' stroke-width='1.9' "
    "stroke-linecap='round' stroke-linejoin='round'"
)
COPYRIGHT = "Icons: Lucide, ISC licence, https://lucide.dev"


def build(target: Path, *, root: Path = ROOT) -> bool:
    """Write `app.css`, `app.js`, `icons.svg`, `fonts.css` and `fonts/` into `target`.

    Returns False when nothing had to be done: the inputs are those of the last build.
    """
    target.mkdir(parents=True, exist_ok=True)
    stamp, now = target / ".stamp", fingerprint(root)
    if stamp.exists() and stamp.read_text() == now:
        return False
    fonts = typeface.build(target / "fonts", root)
    (target / "fonts.css").write_text(fonts, encoding="utf-8")
    (target / "app.css").write_text(stylesheet(root, fonts), encoding="utf-8")
    (target / "app.js").write_text(script(root), encoding="utf-8")
    (target / "icons.svg").write_text(sprite(ICONS), encoding="utf-8")
    stamp.write_text(now)
    return True


def fingerprint(root: Path) -> str:
    """One digest over everything the build reads."""
    digest = hashlib.sha256()
    own = [Path(__file__), Path(typeface.__file__), Path(__file__).with_name("icons.py")]
    sources = [*own, *style_files(root), *script_files(root), *feature_styles(root)]
    for path in [*sources, *typeface.sources(root)]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


# --- style -----------------------------------------------------------------------------------
def style_files(root: Path) -> list[Path]:
    """Our own style sheets."""
    return sorted((root / "static" / "css").rglob("*.css"))


def feature_styles(root: Path) -> list[Path]:
    """The style sheets of the apps: `<app>/static/<app>/*.css`."""
    return sorted(
        path for path in root.glob("*/static/*/*.css") if path.parent.name == path.parents[2].name
    )


def stylesheet(root: Path, fonts: str = "") -> str:
    """Everything in one file, each source in its layer."""
    parts = [f"@layer {','.join(LAYERS)};", fonts]
    for layer in LAYERS:
        rules = "".join(
            str(cssmin(path.read_text(encoding="utf-8"))) for path in _of_layer(root, layer)
        )
        parts.append(f"@layer {layer}{{{rules}}}\n" if rules else "")
    return re.sub(r'(?<=url\(")icon:([\w-]+)', lambda found: _picture(found[1]), "".join(parts))


def _of_layer(root: Path, layer: str) -> Iterable[Path]:
    if layer == "features":
        return feature_styles(root)
    found: list[Path] = []
    for name in IN_LAYER[layer]:
        path = root / "static" / "css" / name
        found += sorted(path.glob("*.css")) if path.is_dir() else [path]
    return found


# --- script ----------------------------------------------------------------------------------
def script_files(root: Path) -> list[Path]:
    """Base scripts, and elements of the apps: modules that neither import nor export.

    Base scripts come first; `<app>/static/<app>/elements/*.js` follow. What was collected into
    `var/static` by an earlier start has no app of its name above it.
    """
    base = sorted((root / "static" / "js").glob("*.js"))
    elements = root.glob("*/static/*/elements/*.js")
    return base + sorted(path for path in elements if path.parents[1].name == path.parents[3].name)


def page_files(root: Path) -> list[Path]:
    """Scripts and sheets that single pages ask for beside `app.js` and `app.css`."""
    scripts = (path for path in root.glob("*/static/*/*/*.js") if path.parent.name != "elements")
    found = [*scripts, *root.glob("*/static/*/*/*.css")]
    return sorted(path for path in found if path.parents[1].name == path.parents[3].name)


def script(root: Path) -> str:
    """The base scripts in one file, each in a block of its own so that names do not meet."""
    return "".join(
        f"{{\n{jsmin(path.read_text(encoding='utf-8'))}\n}}\n" for path in script_files(root)
    )


# --- icons -----------------------------------------------------------------------------------
def sprite(names: Iterable[str]) -> str:
    """One file with a symbol per icon. Raises KeyError for a name that Lucide does not know."""
    with ZipFile(str(files("lucide") / "lucide.zip")) as archive:
        symbols = "".join(_symbol(archive, name) for name in sorted(names))
    return f'<svg xmlns="http://www.w3.org/2000/svg"><!-- {COPYRIGHT} -->{symbols}</svg>'


def _symbol(archive: ZipFile, name: str) -> str:
    return f'<symbol id="{name}" viewBox="0 0 24 24">{_shapes(archive, name)}</symbol>'


def _shapes(archive: ZipFile, name: str) -> str:
    svg = archive.read(f"{name}.svg").decode()
    shapes = re.sub(r"\s+", " ", svg[svg.index(">") + 1 : svg.rindex("</svg>")])
    return shapes.replace("> <", "><").replace(" />", "/>").strip()


def _picture(name: str) -> str:
    """The icon as an address that holds it: a mask for sheets, which say `url("icon:name")`."""
    with ZipFile(str(files("lucide") / "lucide.zip")) as archive:
        shapes = _shapes(archive, name).replace('"', "'")
    return f"data:image/svg+xml,<svg xmlns='{SVG}' {DRAWN}>{shapes}</svg>"


# --- measuring -------------------------------------------------------------------------------
def weights(target: Path) -> dict[str, int]:
    """Compressed bytes of each built file, for the budgets."""
    return {
        path.name: len(
            path.read_bytes() if path.suffix == ".woff2" else gzip.compress(path.read_bytes())
        )
        for path in sorted([*target.glob("*.*"), *target.glob("fonts/*.woff2")])
    }


def clear(target: Path) -> None:
    """Forget a build, so that the next one starts afresh."""
    shutil.rmtree(target, ignore_errors=True)


def report(target: Path) -> str:
    """The weights as text."""
    return json.dumps(weights(target), indent=1)
