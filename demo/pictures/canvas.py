"""A drawing board on Pillow: smooth shapes and gradients, drawn large and made small at the end.

Coordinates are those of the sketch, not pixels. Every shape becomes a polygon, so that one way of
filling, shading and turning serves them all.
"""

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageFont

Point = tuple[float, float]
Stop = tuple[float, str] | tuple[float, str, float]
ZOOM = 4 / 3  # pixels for each unit of a sketch
SMOOTHING = 2  # every edge is drawn this much larger and averaged afterwards
CURVE_STEPS = 24
BEYOND = 8  # lengths of a gradient for which its ends go on


@dataclass(frozen=True)
class Linear:
    """A gradient from one corner of a shape's box to another, in fractions of the box."""

    stops: tuple[Stop, ...]
    start: Point = (0, 0)
    end: Point = (0, 1)

    def shade(self, width: int, height: int) -> Image.Image:
        """How far along the gradient each pixel lies, as a grey picture."""
        dx, dy = self.end[0] - self.start[0], self.end[1] - self.start[1]
        length = dx * dx + dy * dy
        across, down = dx / (length * width), dy / (length * height)
        first = -(self.start[0] * dx + self.start[1] * dy) / length
        ramp = 256
        placed = (0, 0, 128, across * ramp, down * ramp, (first + BEYOND) * ramp)
        return _long_ramp().transform(
            (width, height), Image.Transform.AFFINE, placed, Image.Resampling.BILINEAR
        )


@dataclass(frozen=True)
class Radial:
    """A gradient from a centre outwards; `radius` is a fraction of the shape's box."""

    stops: tuple[Stop, ...]
    centre: Point = (0.5, 0.5)
    radius: float = 0.5

    def shade(self, width: int, height: int) -> Image.Image:
        """How far from the centre each pixel lies, as a grey picture."""
        across, down = 128 / (self.radius * width), 128 / (self.radius * height)
        left = 128 - self.centre[0] * width * across
        top = 128 - self.centre[1] * height * down
        placed = (across, 0, left, 0, down, top)
        return _disc().transform(
            (width, height),
            Image.Transform.AFFINE,
            placed,
            Image.Resampling.BILINEAR,
            fillcolor=255,
        )


Paint = str | Linear | Radial


def _long_ramp() -> Image.Image:
    """Black, black to white, white: a gradient that goes on beyond its two ends."""
    ramp = Image.new("L", (256, 256 * (2 * BEYOND + 1)), 0)
    ramp.paste(255, (0, 256 * BEYOND, 256, ramp.height))
    ramp.paste(Image.linear_gradient("L"), (0, 256 * BEYOND))
    return ramp


def _disc() -> Image.Image:
    """Black in the middle, white where the circle touches the edges (Pillow's own goes on)."""
    return Image.radial_gradient("L").point([min(round(v * math.sqrt(2)), 255) for v in range(256)])


def _channel(stops: Sequence[Stop], index: int) -> list[int]:
    """One colour channel (3 is opacity) of a gradient as a table of 256 values."""
    places = [(stop[0] * 255, _level(stop, index)) for stop in stops]
    return [round(_between(places, value)) for value in range(256)]


def _level(stop: Stop, index: int) -> float:
    if index == 3:
        return 255 * (stop[2] if len(stop) > 2 else 1)
    return ImageColor.getrgb(stop[1])[index]


def _between(places: list[tuple[float, float]], value: float) -> float:
    """The height at `value` on the line through `places`."""
    before = max((p for p in places if p[0] <= value), default=places[0])
    after = min((p for p in places if p[0] > value), default=places[-1])
    if after[0] <= before[0]:
        return before[1]
    part = min(max((value - before[0]) / (after[0] - before[0]), 0), 1)
    return before[1] + part * (after[1] - before[1])


def curve(text: str) -> list[list[Point]]:
    """The outlines of an SVG path (M L H V C S Q Z, absolute) as lists of points."""
    outlines: list[list[Point]] = []
    reflected: Point | None = None
    for command, numbers in re.findall(r"([MLHVCSQZ])([^MLHVCSQZ]*)", text):
        values = [float(n) for n in re.findall(r"-?\d*\.?\d+", numbers)]
        size = {"H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "Z": 1}.get(command, 2)
        for at in range(0, len(values), size):
            reflected = _step(outlines, command, values[at : at + size], reflected)
            command = "L" if command == "M" else command
    return outlines


def _step(
    outlines: list[list[Point]], command: str, values: list[float], reflected: Point | None
) -> Point | None:
    """Adds one command to the outlines; returns the control point a following S mirrors."""
    if command == "M":
        outlines.append([(values[0], values[1])])
        return None
    line = outlines[-1]
    here = line[-1]
    if command in "LHV":
        line.append(_straight(command, values, here))
        return None
    pairs = list(zip(values[::2], values[1::2], strict=True))
    if command == "S":
        mirror = reflected or here
        pairs.insert(0, (2 * here[0] - mirror[0], 2 * here[1] - mirror[1]))
    line.extend(bend([here, *pairs]))
    return pairs[-2]


def _straight(command: str, values: list[float], here: Point) -> Point:
    if command == "H":
        return values[0], here[1]
    return (here[0], values[0]) if command == "V" else (values[0], values[1])


def bend(controls: Sequence[Point]) -> list[Point]:
    """Points on the Bézier curve of any degree through its control points, without the first."""
    return [_on_curve(controls, step / CURVE_STEPS) for step in range(1, CURVE_STEPS + 1)]


def _on_curve(controls: Sequence[Point], t: float) -> Point:
    points = list(controls)
    while len(points) > 1:
        points = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(points)]
    return points[0]


def ring(
    cx: float, cy: float, rx: float, ry: float, start: float = 0, end: float = 360
) -> list[Point]:
    """Points on an ellipse, angles clockwise from three o'clock."""
    steps = max(int(abs(end - start) / 4), 8)
    turns = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(cx + rx * math.cos(t), cy + ry * math.sin(t)) for t in turns]


def rounded(x: float, y: float, width: float, height: float, radius: float) -> list[Point]:
    """The outline of a rectangle with round corners."""
    r = min(radius, width / 2, height / 2)
    if r <= 0:
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    right, bottom = x + width - r, y + height - r
    return [
        *ring(x + r, y + r, r, r, 180, 270),
        *ring(right, y + r, r, r, 270, 360),
        *ring(right, bottom, r, r, 0, 90),
        *ring(x + r, bottom, r, r, 90, 180),
    ]


class Canvas:
    """A sheet of `width` × `height` sketch units, finished at `zoom` pixels a unit."""

    def __init__(
        self, width: int, height: int, *, zoom: float | None = None, ground: Paint = "#ffffff"
    ):
        self.width, self.height, self.zoom = width, height, zoom or ZOOM
        self.scale = self.zoom * SMOOTHING
        self.sheet = Image.new("RGB", (round(width * self.scale), round(height * self.scale)))
        self.matrix = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
        self.rect(0, 0, width, height, ground)

    @contextmanager
    def moved(self, x: float, y: float, *, size: float = 1, turn: float = 0) -> Iterator[None]:
        """Draws what follows at another place, in another size, turned clockwise."""
        before, angle = self.matrix, math.radians(turn)
        cos, sin = math.cos(angle) * size, math.sin(angle) * size
        a, b, c, d, e, f = before
        origin = (a * x + b * y + c, d * x + e * y + f)
        self.matrix = (
            a * cos + b * sin,
            b * cos - a * sin,
            origin[0],
            d * cos + e * sin,
            e * cos - d * sin,
            origin[1],
        )
        yield
        self.matrix = before

    def pixels(self, points: Sequence[Point]) -> list[Point]:
        """Sketch coordinates as coordinates on the large sheet."""
        a, b, c, d, e, f = self.matrix
        s = self.scale
        return [((a * x + b * y + c) * s, (d * x + e * y + f) * s) for x, y in points]

    def shape(
        self, points: Sequence[Point], paint: Paint, *, opacity: float = 1, blur: float = 0
    ) -> None:
        """Fills one outline."""
        spots = self.pixels(points)
        box = self._box(spots, blur * self.scale * 3)
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        moved = [(x - box[0], y - box[1]) for x, y in spots]
        ImageDraw.Draw(mask).polygon(moved, fill=255)
        self._lay(mask, box, paint, opacity, blur)

    def line(
        self, points: Sequence[Point], paint: Paint, width: float, *, opacity: float = 1
    ) -> None:
        """Draws along points with round ends and joints."""
        spots, thick = self.pixels(points), width * self.scale * math.hypot(*self.matrix[::3][:2])
        box = self._box(spots, thick)
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        pen = ImageDraw.Draw(mask)
        moved = [(x - box[0], y - box[1]) for x, y in spots]
        pen.line(moved, fill=255, width=max(round(thick), 1), joint="curve")
        for x, y in moved:
            pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)
        self._lay(mask, box, paint, opacity, 0)

    def path(self, text: str, paint: Paint, *, opacity: float = 1, blur: float = 0) -> None:
        """Fills the outlines of an SVG path."""
        for outline in curve(text):
            self.shape(outline, paint, opacity=opacity, blur=blur)

    def stroke(self, text: str, paint: Paint, width: float, *, opacity: float = 1) -> None:
        """Draws along the outlines of an SVG path."""
        for outline in curve(text):
            self.line(outline, paint, width, opacity=opacity)

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        paint: Paint,
        *,
        radius: float = 0,
        opacity: float = 1,
        blur: float = 0,
    ) -> None:
        """Fills a rectangle, with round corners if wanted."""
        self.shape(rounded(x, y, width, height, radius), paint, opacity=opacity, blur=blur)

    def circle(
        self, cx: float, cy: float, r: float, paint: Paint, *, opacity: float = 1, blur: float = 0
    ) -> None:
        """Fills a circle."""
        self.shape(ring(cx, cy, r, r), paint, opacity=opacity, blur=blur)

    def ellipse(
        self,
        cx: float,
        cy: float,
        rx: float,
        ry: float,
        paint: Paint,
        *,
        opacity: float = 1,
        blur: float = 0,
    ) -> None:
        """Fills an ellipse."""
        self.shape(ring(cx, cy, rx, ry), paint, opacity=opacity, blur=blur)

    def arc(
        self,
        cx: float,
        cy: float,
        r: float,
        start: float,
        end: float,
        paint: Paint,
        width: float,
        *,
        opacity: float = 1,
    ) -> None:
        """Draws a part of a circle."""
        self.line(ring(cx, cy, r, r, start, end), paint, width, opacity=opacity)

    def text(self, x: float, y: float, words: str, colour: str, size: float) -> None:
        """Writes words, centred on a point."""
        spot = self.pixels([(x, y)])[0]
        font = ImageFont.load_default(size * self.scale)
        ImageDraw.Draw(self.sheet).text(spot, words, fill=colour, font=font, anchor="mm")

    def finish(self) -> Image.Image:
        """The picture in its final size."""
        size = (round(self.width * self.zoom), round(self.height * self.zoom))
        return self.sheet.resize(size, Image.Resampling.LANCZOS)

    def _box(self, spots: Sequence[Point], margin: float) -> tuple[int, int, int, int]:
        xs, ys = [x for x, _ in spots], [y for _, y in spots]
        return (
            math.floor(min(xs) - margin),
            math.floor(min(ys) - margin),
            math.ceil(max(xs) + margin) + 1,
            math.ceil(max(ys) + margin) + 1,
        )

    def _lay(
        self,
        mask: Image.Image,
        box: tuple[int, int, int, int],
        paint: Paint,
        opacity: float,
        blur: float,
    ) -> None:
        """Puts colour on the sheet where the mask is light."""
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * self.scale))
        if not isinstance(paint, str):
            shade = paint.shade(*mask.size)
            veil = shade.point(_channel(paint.stops, 3))
            mask = ImageChops.multiply(mask, veil)
            bands = [shade.point(_channel(paint.stops, band)) for band in range(3)]
            filling: Image.Image | str = Image.merge("RGB", bands)
        else:
            filling = paint
        if opacity < 1:
            mask = mask.point([round(value * opacity) for value in range(256)])
        self.sheet.paste(filling, box, mask)
