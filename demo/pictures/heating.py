"""Scenes from the heating trade."""

from demo.pictures.canvas import Canvas, Linear, Radial
from demo.pictures.parts import (
    AMBER,
    COPPER,
    DUSK_WALL,
    EMBER,
    ENAMEL,
    INK,
    PAPER,
    PINE,
    SNOW,
    STEEL,
    TANK,
    clamps,
    daylight,
    digits,
    fir,
    floor,
    gauge,
    pipe,
    pump,
    snowfall,
    tiles,
    toolbox,
)

WINTER_SKY = Linear(((0, "#3d5f78"), (0.5, "#8aa3ae"), (0.82, "#f2c9a4"), (1, "#f7e0c4")))
LAMP = Radial(((0, "#ffd98e", 0.75), (1, "#ffd98e", 0)))


def boiler(code: str = "E52") -> Canvas:
    """A boiler on the tiles of a cellar, its display showing a fault."""
    c = Canvas(1200, 760)
    tiles(c, DUSK_WALL)
    floor(c, 640)
    daylight(c)
    _cellar_pipes(c)
    _boiler_body(c, code)
    _vessel(c, 866, 296)
    pump(c, 800, 658)
    toolbox(c, 905, 596)
    gauge(c, 330, 300)
    return c


def _cellar_pipes(c: Canvas) -> None:
    for path in ("M-20 96H330V250", "M1220 150H930V300"):
        pipe(c, path, 46, STEEL)
    clamps(c, [(70, 70), (190, 70), (290, 70), (1000, 124), (1120, 124)])
    for path in ("M470 540V690H150V780", "M540 540V780", "M640 540V650H800V780"):
        pipe(c, path, 26)
    pipe(c, "M710 540V600H905V560", 22)


def _boiler_body(c: Canvas, code: str) -> None:
    c.ellipse(610, 590, 210, 20, "#15211e", opacity=0.35)
    c.rect(416, 114, 390, 462, "#1a2b27", radius=26, opacity=0.4, blur=7)
    c.rect(400, 90, 390, 460, ENAMEL, radius=26)
    c.line([(402, 416), (788, 416)], "#c5bfb0", 3)
    c.rect(436, 442, 170, 76, INK, radius=12)
    digits(c, 478, 460, code, AMBER)
    for x, turn in ((668, 0), (738, 50)):
        _knob(c, x, 480, turn)
    c.rect(430, 124, 92, 14, PINE, radius=7, opacity=0.85)


def _knob(c: Canvas, x: float, y: float, turn: float) -> None:
    c.circle(x, y, 27, "#d8d2c4")
    c.circle(x, y, 19, "#f4f0e6")
    with c.moved(x, y, turn=turn):
        c.line([(0, 0), (0, -16)], "#8a8475", 5)


def _vessel(c: Canvas, x: float, y: float) -> None:
    c.rect(x + 12, y + 18, 128, 268, INK, radius=60, opacity=0.35, blur=4)
    c.rect(x, y, 128, 268, TANK, radius=60)
    c.line([(x + 3, y + 134), (x + 125, y + 134)], "#7d2c1d", 5, opacity=0.6)
    c.rect(x + 20, y + 34, 14, 150, "#ffb9a3", radius=7, opacity=0.5)


def snow_house() -> Canvas:
    """A house in the snow, a heat pump in front of it, light in the windows."""
    c = Canvas(1200, 760)
    c.rect(0, 0, 1200, 760, WINTER_SKY)
    c.path("M0 470C200 400 360 452 560 418S960 372 1200 440V760H0Z", "#a9bcc0")
    for x, top in ((60, 300), (150, 240), (1010, 270), (1100, 200), (1180, 310)):
        fir(c, x, top, 520, snowy=True)
    _house(c)
    c.path("M0 548C220 520 420 566 640 552S1000 530 1200 556V760H0Z", SNOW)
    outdoor_unit(c)
    c.path("M0 634C260 604 480 652 760 634S1080 616 1200 640V760H0Z", "#eef3f3")
    snowfall(c)
    return c


def _house(c: Canvas) -> None:
    c.path("M210 560V330L430 190L650 330V560Z", "#56423a")
    c.path("M210 560V330L430 190V560Z", "#6b5348")
    c.path("M560 250V180H604V282Z", "#4a3932")
    c.path("M170 352L430 176L690 352L668 372L430 212L192 372Z", "#f4f6f5")
    c.rect(552, 166, 60, 20, "#f4f6f5", radius=8)
    for x in (328, 532):
        c.circle(x, 430, 150, LAMP)
        c.rect(x - 52, 380, 104, 104, "#ffd98e", radius=6)
        c.line([(x, 384), (x, 480)], "#4c3a33", 8)
        c.line([(x - 48, 430), (x + 48, 430)], "#4c3a33", 8)


def outdoor_unit(c: Canvas, x: float = 652, y: float = 426, *, snowy: bool = True) -> None:
    """The outdoor unit of a heat pump."""
    with c.moved(x, y):
        c.rect(14, 18, 290, 186, "#2b3f44", radius=16, opacity=0.32, blur=5)
        c.rect(0, 0, 290, 186, Linear(((0, "#fbf9f4"), (1, "#c9cdc9")), (0, 0), (1, 1)), radius=16)
        _fan(c, 108, 94)
        for left in (220, 240, 260):
            c.line([(left, 30), (left, 156)], "#b4bab5", 6)
        for left in (28, 228):
            c.rect(left, 182, 40, 26, "#7b8784")
        if snowy:
            c.path("M-8 4C38 -18 248 -20 298 4V14H-8Z", "#ffffff")


def _fan(c: Canvas, x: float, y: float) -> None:
    c.circle(x, y, 80, "#28322f")
    for r in (22, 40, 58, 74):
        c.arc(x, y, r, 0, 360, "#5b6866", 3)
    c.line([(x, y - 78), (x, y + 78)], "#5b6866", 3)
    c.line([(x - 78, y), (x + 78, y)], "#5b6866", 3)
    c.circle(x, y, 12, "#dfe3df")


def manifold() -> Canvas:
    """Upright, as from a phone: pipes, valves and gauges beside a buffer tank."""
    c = Canvas(900, 1120)
    wall = Linear(((0, "#e9e2d3"), (0.6, "#d3cbb9"), (1, "#a79f8d")), (0, 0), (1, 1))
    tiles(c, wall, joint="#8d8573")
    floor(c, 1010, "#6f6a60", "#5a554c")
    daylight(c, "#ffffff", 0.7, 0.5)
    _buffer(c)
    for index, x in enumerate((440, 570, 700)):
        _riser(c, x, index)
    pipe(c, "M380 900H900", 40, STEEL)
    pipe(c, "M380 210H900", 40, STEEL)
    clamps(c, [(490, 186), (630, 186), (770, 186), (490, 876), (770, 876)], 48)
    return c


def _buffer(c: Canvas) -> None:
    skin = Linear(((0, "#5d6f8a"), (0.3, "#8497b3"), (1, "#34445c")), (0, 0), (1, 0))
    c.rect(66, 124, 320, 920, INK, radius=90, opacity=0.3, blur=10)
    c.rect(46, 100, 320, 920, skin, radius=90)
    c.rect(96, 180, 18, 700, "#c9d6ea", radius=9, opacity=0.45)
    for y in (330, 560, 790):
        c.circle(300, y, 30, "#2b3850")
        gauge(c, 300, y, 26, turn=(y - 560) / 4)
    c.rect(120, 930, 150, 44, PAPER, radius=8)
    c.text(195, 952, "800 l", "#34445c", 30)


def _riser(c: Canvas, x: float, index: int) -> None:
    pipe(c, f"M{x} 210V900", 30, COPPER)
    pump(c, x, 600, 1.05)
    _lever(c, x, 400, EMBER if index != 1 else "#3f7fb5")
    _lever(c, x, 770, "#3f7fb5")
    gauge(c, x, 300, 34, turn=-50 + 30 * index)


def _lever(c: Canvas, x: float, y: float, colour: str) -> None:
    c.rect(x - 24, y - 26, 48, 52, "#c8a24b", radius=8)
    c.rect(x - 24, y - 26, 48, 18, "#e8cb80", radius=8)
    c.rect(x - 12, y - 6, 92, 14, INK, radius=7, opacity=0.25)
    c.rect(x - 12, y - 12, 92, 14, colour, radius=7)


def siphon() -> Canvas:
    """A sketch on the whiteboard: condensate, slope and siphon."""
    c = Canvas(1200, 800, ground=Linear(((0, "#fdfdfb"), (1, "#e4e7e3")), (0, 0), (1, 1)))
    c.rect(0, 0, 1200, 26, "#b9c0bc")
    c.rect(0, 752, 1200, 48, "#aab2ae")
    daylight(c, "#ffffff", 0.8, 0.7)
    _sketched_unit(c)
    _sketched_drain(c)
    _pens(c)
    return c


def _sketched_unit(c: Canvas) -> None:
    blue = "#274f8f"
    c.stroke(
        "M120 150C260 138 350 146 420 150C428 240 424 330 420 392C320 402 210 396 122 392"
        "C112 310 116 230 120 150",
        blue,
        7,
    )
    c.arc(230, 270, 74, 0, 356, blue, 6)
    for turn in (15, 135, 255):
        with c.moved(230, 270, turn=turn):
            c.stroke("M0 0C22 -20 30 -44 16 -66", blue, 6)
    for x in (340, 364, 388):
        c.stroke(f"M{x} 200C{x + 3} 260 {x - 3} 300 {x + 1} 344", blue, 5)
    c.text(270, 446, "8er, Typ B", blue, 38)


def _sketched_drain(c: Canvas) -> None:
    red, green = "#c23b2c", "#2b7a4b"
    c.stroke(
        "M420 350C560 366 650 380 740 396C752 470 744 530 760 590C800 640 860 640 884 588"
        "C892 520 888 480 892 440C960 446 1040 452 1120 462",
        red,
        9,
    )
    c.stroke("M770 560C800 580 846 580 876 560", "#3f7fb5", 6)
    c.stroke("M768 590C800 612 846 612 880 588", "#3f7fb5", 6)
    c.stroke("M960 480V584M950 492L960 480L970 492M950 572L960 584L970 572", green, 6)
    c.text(1058, 534, "60 mm!", green, 48)
    c.text(590, 318, "3 %", red, 42)
    c.stroke("M500 420C560 430 610 438 660 448M640 434L662 448L640 462", red, 6)
    c.text(780, 180, "keine Luft :-)", "#3b4643", 40)
    c.stroke("M800 216C812 280 818 340 822 400M808 384L822 402L834 384", "#3b4643", 5)


def _pens(c: Canvas) -> None:
    for x, colour in ((180, "#274f8f"), (330, "#c23b2c"), (480, "#2b7a4b")):
        c.rect(x + 4, 764, 120, 18, INK, radius=9, opacity=0.25, blur=2)
        c.rect(x, 756, 120, 18, PAPER, radius=9)
        c.rect(x + 84, 756, 40, 18, colour, radius=9)
    c.rect(900, 736, 150, 34, "#3c4a63", radius=8)
    c.rect(900, 762, 150, 14, "#dcdfe2", radius=4)
