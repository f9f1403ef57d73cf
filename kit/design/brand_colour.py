"""The company's colour: any hex value becomes a hue and a chroma for which contrast is guaranteed.

Lightness belongs to the style sheet, so a yellow brand cannot make white text unreadable. The
colour arithmetic is Björn Ottosson's OKLab. coloraide knows it too, in 16 MB of every process: the
colour comes from the environment when a process starts, so no build can have worked it out.
"""

import hashlib
import math
import re
from dataclasses import dataclass

Triple = tuple[float, float, float]

MOST_CHROMA = 0.15
BRAND_LIGHTNESS = 0.43  # of --brand in the light theme: what the chroma must be showable at
# --brand in the dark theme: its lightness, and its chroma as a share of the light one's, at most
DARK_LIGHTNESS, DARK_CHROMA, MOST_DARK_CHROMA = 0.80, 1.35, 0.12
DEFAULT_HUE = 168.0
GREY = 0.002  # below this chroma a hue means nothing


@dataclass(frozen=True)
class Brand:
    """What the style sheet needs to know of a company's colour."""

    hue: float
    chroma: float

    @property
    def stylesheet(self) -> str:
        """The rule that hands the brand to every token made from it."""
        return f"@layer tokens{{:root{{--brand-h:{self.hue:.1f};--brand-c:{self.chroma:.4f}}}}}"

    @property
    def version(self) -> str:
        """Changes whenever the style sheet does, for its address."""
        return hashlib.sha256(self.stylesheet.encode()).hexdigest()[:8]

    @property
    def hex(self) -> str:
        """The filled colour of the light theme, for mails and the browser's own bars."""
        return hex_of(rgb_of_oklch(BRAND_LIGHTNESS, self.chroma, self.hue))

    @property
    def hex_on_dark(self) -> str:
        """The same of the dark theme, for the fills and links of mails."""
        chroma = min(self.chroma * DARK_CHROMA, MOST_DARK_CHROMA)
        return hex_of(rgb_of_oklch(DARK_LIGHTNESS, chroma, self.hue))


def brand_of(colour: str) -> Brand:
    """The brand of a `#rrggbb` (or `#rgb`) colour: its hue, its chroma as far as it can be shown.

    Raises ValueError for anything else.
    """
    _lightness, chroma, hue = oklch_of_rgb(rgb_of_hex(colour))
    if chroma < GREY:
        return Brand(DEFAULT_HUE, 0.0)
    hue = round(hue, 1)
    return Brand(hue, _showable(min(chroma, MOST_CHROMA), hue))


def _showable(chroma: float, hue: float) -> float:
    """The largest chroma up to `chroma` that sRGB can show at the brand's lightness."""
    low, high = 0.0, chroma
    if in_gamut(linear_of_oklch(BRAND_LIGHTNESS, chroma, hue)):
        return round(chroma, 4)
    for _round in range(20):
        middle = (low + high) / 2
        if in_gamut(linear_of_oklch(BRAND_LIGHTNESS, middle, hue)):
            low = middle
        else:
            high = middle
    return math.floor(low * 10_000) / 10_000


# --- colour arithmetic -----------------------------------------------------------------------
def rgb_of_hex(colour: str) -> Triple:
    """`#065e47` as three shares of one."""
    digits = colour.strip().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if not re.fullmatch(r"[0-9a-fA-F]{6}", digits):
        raise ValueError(f"{colour!r} is not a colour such as #065e47.")
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue


def hex_of(rgb: Triple) -> str:
    """Three shares of one as `#rrggbb`, cut to what a screen can show."""
    return "#" + "".join(f"{round(min(1, max(0, share)) * 255):02x}" for share in rgb)


def linear(share: float) -> float:
    """One channel of sRGB as light."""
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def gamma(light: float) -> float:
    """Light as one channel of sRGB, cut to what a screen can show."""
    light = min(1.0, max(0.0, light))
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def oklch_of_rgb(rgb: Triple) -> Triple:
    """Lightness 0 to 1, chroma, hue in degrees."""
    red, green, blue = map(linear, rgb)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def linear_of_oklch(lightness: float, chroma: float, hue: float) -> Triple:
    """The light of the three channels; outside 0 to 1 no screen of sRGB shows it."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def rgb_of_oklch(lightness: float, chroma: float, hue: float) -> Triple:
    """What a screen shows, channels cut as browsers do."""
    red, green, blue = map(gamma, linear_of_oklch(lightness, chroma, hue))
    return red, green, blue


def in_gamut(light: Triple) -> bool:
    """Whether sRGB can show this light (with the rounding of eight bits)."""
    return all(-0.0005 <= channel <= 1.0005 for channel in light)
