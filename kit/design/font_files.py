"""Font files made smaller: fewer weights, fewer letters."""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer


def narrow(source: Path, weights: tuple[int, int], output: Path) -> None:
    """Write a variable font that reaches from the one weight to the other."""
    font = TTFont(source)
    instancer.instantiateVariableFont(font, {"wght": weights}, inplace=True)
    _save(font, output)


def cut(source: Path, letters: str, output: Path) -> None:
    """Write a font with these ranges of letters, as `unicode-range` names them."""
    font = TTFont(source)
    options = subset.Options(layout_features=["*"], notdef_outline=True, hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(letters.replace("U+", "")))
    cutter.subset(font)
    _save(font, output)


def _save(font: TTFont, path: Path) -> None:
    font.flavor = "woff2"
    font.save(path)
