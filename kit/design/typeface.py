"""The typeface: Atkinson Hyperlegible, cut to the letters and weights we use.

The variable "Next" comes from npm when it was installed; otherwise the two static weights of the
Python package stand in. Both are under the SIL Open Font License 1.1.
"""

from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path

FAMILY = "Atkinson Hyperlegible Next"
NPM_FOLDER = "node_modules/@fontsource-variable/atkinson-hyperlegible-next/files"
NPM_FILE = "atkinson-hyperlegible-next-{part}-wght-normal.woff2"
WEIGHTS = (400, 800)
STATIC = {"regular": ("Regular", "400 590"), "bold": ("Bold", "591 900")}
RANGES = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,"
    "U+20AC,U+2122,U+2191,U+2193,U+2212",
    "latin-ext": "U+0100-0130,U+0132-0151,U+0154-02BA,U+1E00-1E9F,U+1EF2-1EFF",
}
FACE = (
    '@font-face{{font-family:"{family}";font-display:swap;font-weight:{weight};'
    'src:url("fonts/{name}.woff2") format("woff2");unicode-range:{letters}}}'
)
# Arial made as wide as the typeface, so that lines do not jump when it arrives.
FALLBACK = '@font-face{font-family:"Atkinson Fallback";src:local("Arial");size-adjust:101%}'


def sources(root: Path) -> list[Path]:
    """The files the typeface is made from."""
    npm = [root / NPM_FOLDER / NPM_FILE.format(part=part) for part in RANGES]
    return npm if all(path.exists() for path in npm) else [_packaged(name) for name in STATIC]


def build(target: Path, root: Path) -> str:
    """Write the woff2 files into `target` and return their `@font-face` rules."""
    from kit.design import font_files  # 10 MB, which a process that only draws pages has no use for

    target.mkdir(parents=True, exist_ok=True)
    variable = sources(root)[0].suffix == ".woff2"
    if variable:
        return FALLBACK + _variable(target, root, font_files.narrow)
    return FALLBACK + _static(target, font_files.cut)


def _variable(
    target: Path, root: Path, narrow: Callable[[Path, tuple[int, int], Path], None]
) -> str:
    rules = ""
    for part, letters in RANGES.items():
        source = root / NPM_FOLDER / NPM_FILE.format(part=part)
        narrow(source, WEIGHTS, target / f"text-{part}.woff2")
        rules += FACE.format(family=FAMILY, weight="400 800", name=f"text-{part}", letters=letters)
    return rules


def _static(target: Path, cut: Callable[[Path, str, Path], None]) -> str:
    face = partial(FACE.format, family=FAMILY)
    rules = ""
    for name, (_file, weight) in STATIC.items():
        for part, letters in RANGES.items():
            # the regular latin file keeps the name that pages preload
            output = f"text-{part}" if name == "regular" else f"text-{part}-{name}"
            cut(_packaged(name), letters, target / f"{output}.woff2")
            rules += face(weight=weight, name=output, letters=letters)
    return rules


def _packaged(name: str) -> Path:
    file = f"AtkinsonHyperlegible-{STATIC[name][0]}.ttf"
    return Path(str(files("fontpkg_atkinson_hyperlegible") / "files" / file))
