"""The icons of the installed app, drawn from the company's logo, or from ours in its colour."""

import base64
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import resvg_py
from django.conf import settings

from intranet.context_processors import brand

INK, PAPER = "#f7fdfa", "#fffefd"
OURS = (
    '<path d="M12.2 24.5V12.6A4.6 4.6 0 0 1 16.8 8M8.6 16.2h7.2M19.6 13.3a4.6 4.6 0 0 1 0 5.8'
    f'M22.7 10.8a8.6 8.6 0 0 1 0 10.8" fill="none" stroke="{INK}" stroke-width="2.6"'
    ' stroke-linecap="round"/>'
)
TYPES = {".svg": "image/svg+xml", ".png": "image/png"}


@dataclass(frozen=True)
class Icon:
    """One size for one purpose; `fills` says that systems cut the shape themselves."""

    name: str
    size: int
    purpose: str
    fills: bool = False


# Of a maskable icon any system shows at least the circle over four fifths of it.
ICONS = (
    Icon("any-192", 192, "any"),
    Icon("any-512", 512, "any"),
    Icon("maskable-512", 512, "maskable", fills=True),
    Icon("apple-180", 180, "apple", fills=True),
)
BY_NAME = {one.name: one for one in ICONS}


def drawn(icon: Icon) -> bytes:
    """The picture as PNG, with the logo and colour of the settings."""
    return _drawn(icon, settings.BRAND_LOGO, brand(settings.BRAND_COLOUR).hex)


@lru_cache(maxsize=16)
def _drawn(icon: Icon, logo: str, colour: str) -> bytes:
    inside = _logo(Path(logo), icon.fills) if logo else _ours(colour, icon.fills)
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{inside}</svg>'
    return bytes(resvg_py.svg_to_bytes(svg_string=picture, width=icon.size, height=icon.size))


def _ours(colour: str, fills: bool) -> str:
    if not fills:
        return f'<rect width="32" height="32" rx="9" fill="{colour}"/>{OURS}'
    return (
        f'<rect width="32" height="32" fill="{colour}"/>'
        f'<g transform="translate(3.2 3.2) scale(.8)">{OURS}</g>'
    )


def _logo(path: Path, fills: bool) -> str:
    held = base64.b64encode(path.read_bytes()).decode()
    address = f"data:{TYPES[path.suffix.lower()]};base64,{held}"
    at, size = (7, 18) if fills else (0, 32)
    ground = f'<rect width="32" height="32" fill="{PAPER}"/>' if fills else ""
    return f'{ground}<image x="{at}" y="{at}" width="{size}" height="{size}" href="{address}"/>'
