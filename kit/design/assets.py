"""Builds what browsers fetch once: one style sheet, one script, the icon sprite, the typeface.

Sources are our own files in `static/` and packages (lucide, the typeface); the results go to a
folder outside the repository. Nothing here is a bundler: files are joined, and no more of them is
rewritten than how modules of one file name each other.
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
JOINED = ("late", "joined")  # folders of scripts
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?(?:const|function|class) (\w+))", re.MULTILINE)
COPYRIGHT = "Icons: Lucide, ISC licence, https://lucide.dev"
HTMX = Path(str(files("django_htmx"))) / "static/django_htmx/htmx-2.min.js"
HTMX_COPYRIGHT = "htmx 2, https://htmx.org, Zero-Clause BSD licence"
BEGIN = 'document.dispatchEvent(new Event("DOMContentLoaded"));'
HTMX_BEGINS = f'if(document.readyState!=="complete"){BEGIN}'
TUS = "node_modules/tus-js-client/dist/tus.min.js"
TUS_COPYRIGHT = "tus-js-client: Copyright (c) 2015 tus - Resumable File Uploads, MIT licence"


def build(target: Path, *, root: Path = ROOT) -> bool:
    """Write `app.css`, the scripts, `icons.svg`, `fonts.css` and `fonts/` into `target`.

    Returns False when nothing had to be done: the inputs are those of the last build.
    """
    target.mkdir(parents=True, exist_ok=True)
    stamp, now = target / ".stamp", fingerprint(root)
    if stamp.exists() and stamp.read_text() == now:
        return False
    fonts = typeface.build(target / "fonts", root)
    (target / "fonts.css").write_text(fonts, encoding="utf-8")
    (target / "app.css").write_text(stylesheet(root, fonts), encoding="utf-8")
    (target / "joined").mkdir(exist_ok=True)
    packages = {"late.js": htmx(), "outbox-files.js": tus(root)}
    for name, paths in scripts(root).items():
        (target / name).write_text(packages.get(name, "") + joined(paths), encoding="utf-8")
    (target / "icons.svg").write_text(sprite(ICONS), encoding="utf-8")
    stamp.write_text(now)
    return True


def fingerprint(root: Path) -> str:
    """One digest over everything the build reads."""
    digest = hashlib.sha256()
    names = ("assets.py", "typeface.py", "font_files.py", "icons.py")
    own = [Path(__file__).with_name(name) for name in names]
    joined_files = [HTMX, *(path for paths in scripts(root).values() for path in paths)]
    package = [root / TUS] if (root / TUS).exists() else []
    sources = [*own, *style_files(root), *joined_files, *feature_styles(root)]
    for path in [*sources, *package, *typeface.sources(root)]:
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
def scripts(root: Path) -> dict[str, list[Path]]:
    """The joined scripts, and what is in each.

    `app.js` comes before a page is used: what keeps taps and texts. `late.js` is what may wait
    until it can be read: htmx, and what apps have on every page. `joined/<app>.js` is what some
    pages of an app need; each of `static/parts` comes with its first use. What several of them
    import lies in `static/shared`, and stands in each of them.
    """
    found = {
        "app.js": sorted((root / "static" / "js").glob("*.js")),
        "late.js": [*sorted((root / "static" / "late").glob("*.js")), *_of_apps(root, "late")],
    }
    for path in _of_apps(root, "joined"):
        found.setdefault(f"joined/{path.parents[1].name}.js", []).append(path)
    for path in sorted((root / "static" / "parts").glob("*.js")):
        found[path.name] = [path]
    shared = {path.name: path for path in sorted((root / "static" / "shared").glob("*.js"))}
    return {name: [*_imported(paths, shared), *paths] for name, paths in found.items()}


def _imported(paths: list[Path], shared: dict[str, Path]) -> list[Path]:
    wanted = {found[1] for path in paths for found in IMPORT.finditer(path.read_text("utf-8"))}
    return [path for name, path in shared.items() if name in wanted]


def htmx() -> str:
    """The package that swaps parts of pages, first in `late.js`: a file of its own is one more
    question of the first page. It begins with the page's `DOMContentLoaded`, which has been."""
    code = HTMX.read_text(encoding="utf-8")
    return f"/* {HTMX_COPYRIGHT} */\n{{\n{code}\nwindow.htmx=htmx;\n{HTMX_BEGINS}\n}}\n"


def tus(root: Path) -> str:
    """The package that sends files in parts, before what uses it; files go up in one piece where
    npm brought none."""
    package = root / TUS
    if not package.exists():
        return ""
    code = re.sub(r"\n//# sourceMappingURL=.*", "", package.read_text(encoding="utf-8"))
    return f"/* {TUS_COPYRIGHT} */\n{code}\n"


def page_files(root: Path) -> list[Path]:
    """Scripts and sheets that single pages ask for beside the joined ones."""
    own = (path for path in _of_apps(root, "*") if path.parent.name not in JOINED)
    return sorted([*own, *_of_apps(root, "*", "css")])


def _of_apps(root: Path, folder: str, ending: str = "js") -> list[Path]:
    """`<app>/static/<app>/<folder>/`. What was collected into `var/static` by an earlier start has
    no app of its name above it."""
    found = root.glob(f"*/static/*/{folder}/*.{ending}")
    return sorted(path for path in found if path.parents[1].name == path.parents[3].name)


def joined(paths: Iterable[Path]) -> str:
    """Scripts in one file, each in a block of its own so that names do not meet; what one of them
    exports has its name in all of them."""
    return "".join(map(_block, _imported_first(list(paths))))


def _block(path: Path) -> str:
    source = path.read_text(encoding="utf-8")
    names = ",".join(found[2] for found in EXPORT.finditer(source))
    text = jsmin(EXPORT.sub(r"\1", IMPORT.sub("", source)))
    if not names:
        return f"{{\n{text}\n}}\n"
    return f"const{{{names}}}=(()=>{{\n{text}\nreturn{{{names}}};\n}})();\n"


def _imported_first(paths: list[Path]) -> list[Path]:
    """In the order they come in, but for what others import. Raises KeyError where a script imports
    what is not joined with it."""
    known, ordered = {path.name: path for path in paths}, dict[Path, None]()

    def put(path: Path) -> None:
        for found in IMPORT.finditer(path.read_text(encoding="utf-8")):
            put(known[found[1]])
        ordered[path] = None

    for path in paths:
        put(path)
    return list(ordered)


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
