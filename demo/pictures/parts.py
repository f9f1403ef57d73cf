"""Things that stand in more than one scene: walls, pipes, gauges, trees, snow, wheels."""

from random import Random

from demo.pictures.canvas import Canvas, Linear, Paint, Radial, curve

INK = "#14211e"
PINE = "#0e6b57"
PAPER = "#fbf8f0"
AMBER = "#f3b74b"
EMBER = "#d0563c"
COPPER = ("#b9713f", "#f3c193")
STEEL = ("#a9b3ae", "#dfe5e1")
TANK = Linear(((0, "#e2765a"), (0.35, "#d0563c"), (1, "#8f3524")), (0, 0), (1, 0))
ENAMEL = Linear(((0, "#fbf8f0"), (0.7, "#e9e4d8"), (1, "#cfcabd")), (0, 0), (1, 0.25))
SNOW = Linear(((0, "#f4f6f5"), (1, "#c5d3d6")))
GREEN_BOX = Linear(((0, "#3b7f73"), (1, "#1d4c44")))
DUSK_WALL = Linear(((0, "#6f8a82"), (0.55, "#3f5a54"), (1, "#263f3b")), (0, 0), (1, 1))


def daylight(c: Canvas, colour: str = "#fff3d2", x: float = 0.2, strength: float = 0.65) -> None:
    """Soft light falling in from above."""
    c.rect(0, 0, c.width, c.height, Radial(((0, colour, strength), (0.6, colour, 0)), (x, 0), 1.0))


def tiles(
    c: Canvas, wall: Paint, *, row: int = 95, long: int = 240, joint: str = "#1f3733"
) -> None:
    """A wall of large tiles, every second row shifted."""
    c.rect(0, 0, c.width, c.height, wall)
    for index, top in enumerate(range(-25, c.height, row)):
        c.line([(0, top), (c.width, top)], joint, 3, opacity=0.22)
        for left in range(40 + 60 * (index % 2), c.width, long):
            c.line([(left, top), (left, top + row)], joint, 3, opacity=0.22)


def floor(c: Canvas, y: float, colour: Paint = "#22332f", edge: str = "#17241f") -> None:
    """The ground from `y` down."""
    c.rect(0, y, c.width, c.height - y, colour)
    c.line([(-10, y), (c.width + 10, y)], edge, 5)


def pipe(c: Canvas, path: str, width: float, metal: tuple[str, str] = COPPER) -> None:
    """A pipe along a path, with the light on its upper left."""
    for outline in curve(path):
        c.line([(x + width * 0.2, y + width * 0.35) for x, y in outline], INK, width, opacity=0.16)
        c.line(outline, metal[0], width)
        shift = width / 5
        shine = [(x - shift, y - shift) for x, y in outline]
        c.line(shine, metal[1], width * 0.24, opacity=0.75)


def clamps(c: Canvas, spots: list[tuple[float, float]], long: float = 52) -> None:
    """Pipe clamps, given by their upper left corners."""
    for x, y in spots:
        c.rect(x, y, 10, long, "#7e8a85", radius=4)


def gauge(c: Canvas, x: float, y: float, r: float = 42, turn: float = -40) -> None:
    """A round pressure gauge with its hand at `turn` degrees."""
    c.circle(x + 5, y + 7, r + 2, "#22332f", opacity=0.4)
    c.circle(x, y, r, "#c9c3b4")
    c.circle(x, y, r * 0.81, PAPER)
    c.arc(x, y, r * 0.62, 150, 320, PINE, r * 0.14)
    c.arc(x, y, r * 0.62, 320, 390, EMBER, r * 0.14)
    with c.moved(x, y, turn=turn):
        c.line([(0, 0), (0, -r * 0.57)], "#22332f", r * 0.12)
    c.circle(x, y, r * 0.12, "#22332f")


def pump(c: Canvas, x: float, y: float, size: float = 1) -> None:
    """A circulation pump with its dial."""
    with c.moved(x, y, size=size):
        c.rect(-48, -34, 96, 80, INK, radius=18, opacity=0.3)
        c.rect(-48, -40, 96, 80, GREEN_BOX, radius=18)
        c.circle(0, 0, 24, "#e9e4d8")
        c.arc(0, 0, 15, 270, 390, PINE, 6)


def toolbox(c: Canvas, x: float, y: float, size: float = 1) -> None:
    """The yellow toolbox."""
    with c.moved(x, y, size=size):
        c.ellipse(110, 112, 150, 12, "#15211e", opacity=0.4)
        c.stroke("M70 22V4Q70 -8 82 -8H138Q150 -8 150 4V22", "#d8d2c4", 11)
        c.rect(0, 20, 220, 90, "#e0a23c", radius=12)
        c.rect(0, 20, 220, 36, "#f0b94f", radius=12)
        c.line([(0, 54), (220, 54)], "#9c6a1e", 4)
        for left in (48, 150):
            c.rect(left, 44, 22, 24, "#2b3b37", radius=4)


def fir(c: Canvas, x: float, top: float, foot: float, *, snowy: bool = False) -> None:
    """A fir tree."""
    high = foot - top
    wide = high * 0.26
    c.shape([(x, top), (x + wide, foot), (x - wide, foot)], "#2f5750")
    c.shape([(x, top), (x + wide, foot), (x, foot)], "#264a44")
    if snowy:
        cap = high / 2
        white = [
            (x, top),
            (x + wide / 2, top + cap),
            (x, top + cap * 1.16),
            (x - wide * 0.46, top + cap),
        ]
        c.shape(white, "#e8eff0", opacity=0.85)


def snowfall(c: Canvas, count: int = 130, seed: int = 7) -> None:
    """Flakes, near and far."""
    dice = Random(seed)
    for _ in range(count):
        x, y = dice.uniform(0, c.width), dice.uniform(0, c.height * 0.75)
        c.circle(
            x,
            y,
            dice.choice((2, 3, 3, 4, 6)),
            "#ffffff",
            opacity=dice.choice((0.35, 0.5, 0.75, 0.9)),
        )


def wheel(c: Canvas, x: float, y: float, r: float = 52) -> None:
    """A wheel of a van."""
    c.circle(x, y, r, "#141b19")
    c.circle(x, y, r * 0.52, "#8f9a96")
    c.circle(x, y, r * 0.4, "#c7cfcb")
    for turn in range(0, 360, 72):
        with c.moved(x, y, turn=turn):
            c.rect(-r * 0.06, -r * 0.36, r * 0.12, r * 0.22, "#6f7a76", radius=3)
    c.circle(x, y, r * 0.1, "#5b6866")


def digits(c: Canvas, x: float, y: float, word: str, colour: str, size: float = 1) -> None:
    """A word on a seven-segment display, its left end at (x, y)."""
    with c.moved(x, y, size=size):
        for index, letter in enumerate(word):
            _digit(c, index * 34, SEGMENTS.get(letter, ""), colour)


SEGMENTS = {
    "E": "adefg",
    "F": "aefg",
    "0": "abcdef",
    "1": "bc",
    "2": "abged",
    "3": "abgcd",
    "4": "fgbc",
    "5": "afgcd",
    "6": "afgedc",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcfgd",
    "-": "g",
}
BARS = {
    "a": [(3, 0), (21, 0)],
    "b": [(24, 3), (24, 17)],
    "c": [(24, 23), (24, 37)],
    "d": [(3, 40), (21, 40)],
    "e": [(0, 23), (0, 37)],
    "f": [(0, 3), (0, 17)],
    "g": [(3, 20), (21, 20)],
}


def _digit(c: Canvas, left: float, segments: str, colour: str) -> None:
    for name, bar in BARS.items():
        lit = name in segments
        c.line([(x + left, y) for x, y in bar], colour, 4.6, opacity=1 if lit else 0.08)
