"""Scenes from the road: vans, motorways, harbours, towns."""

from random import Random

from demo.pictures.canvas import Canvas, Linear, Radial, ring
from demo.pictures.parts import AMBER, INK, PAPER, PINE, fir, wheel

DUSK = Linear(((0, "#2f5660"), (0.45, "#7b8f86"), (0.75, "#e0a878"), (1, "#f4cf9f")))
MORNING = Linear(((0, "#7fa6bf"), (0.5, "#cfd9d0"), (0.8, "#f8d9ae"), (1, "#fbe7c8")))
EVENING = Linear(((0, "#40456f"), (0.4, "#8f6a86"), (0.75, "#e79a75"), (1, "#f8c893")))
WHITE_PAINT = Linear(((0, "#fdfcf8"), (0.6, "#eceae2"), (1, "#c9cbc4")))


def van_at_dusk() -> Canvas:
    """A service van on a country road in the last light."""
    c = Canvas(1200, 800)
    c.rect(0, 0, 1200, 800, DUSK)
    glow(c, 930, 330, 300)
    c.circle(930, 330, 96, "#ffe2ae")
    c.path("M0 420C180 360 320 400 470 350S800 300 960 372 1120 380 1200 356V800H0Z", "#6c8a86")
    c.path("M0 500C240 440 420 500 640 462S1020 440 1200 486V800H0Z", "#41645f")
    for x, top in ((40, 360), (110, 400), (1130, 380)):
        fir(c, x, top, 530)
    c.path("M0 610H1200V800H0Z", Linear(((0, "#2f3f3d"), (1, "#1c2725"))))
    for x in range(-40, 1240, 170):
        c.rect(x, 734, 90, 9, "#d9d2bd", radius=4, opacity=0.7)
    van(c, 130, 330, 1.12)
    return c


def glow(c: Canvas, x: float, y: float, r: float, colour: str = "#ffdf9c") -> None:
    """Warm light around a point."""
    c.circle(x, y, r, Radial(((0, colour, 0.85), (1, colour, 0))))


def van(c: Canvas, x: float, y: float, size: float = 1) -> None:
    """The service van, nose to the right, its wheels standing at `y` + 350."""
    with c.moved(x, y, size=size):
        c.ellipse(380, 352, 400, 20, INK, opacity=0.55, blur=6)
        c.path("M30 320V84Q30 40 76 40H520Q560 40 590 74L668 166Q740 176 752 232V320Z", WHITE_PAINT)
        c.path("M30 246H752V274H30Z", PINE)
        c.path("M30 290H752V322H30Z", "#b4b8b1")
        _van_windows(c)
        c.path("M716 196Q744 204 750 232H720Z", AMBER)
        c.rect(20, 306, 740, 24, "#39423f", radius=10)
        _van_details(c)
        for spot in (176, 600):
            c.circle(spot, 306, 66, "#202a28")
            wheel(c, spot, 312, 54)


def _van_windows(c: Canvas) -> None:
    glass = Linear(((0, "#4b6a70"), (1, "#1d2f33")), (0, 0), (1, 1))
    c.path("M552 82L640 176H512V82Z", glass)
    c.path("M436 82H496V176H436Z", glass)
    c.shape([(520, 84), (546, 84), (600, 172), (566, 172)], "#ffffff", opacity=0.14)


def _van_details(c: Canvas) -> None:
    for x in (240, 424, 506):
        c.line([(x, 60), (x, 240)], "#bfc1b8", 3)
    c.circle(150, 150, 48, PINE)
    c.line([(150, 124), (150, 176)], PAPER, 12)
    c.line([(124, 150), (176, 150)], PAPER, 12)
    c.rect(516, 196, 30, 8, "#8f948d", radius=4)
    c.rect(30, 208, 14, 32, "#b23b2a", radius=4)


def wind_farm() -> Canvas:
    """Sunrise over fields and wind turbines, the motorway still empty."""
    c = Canvas(1200, 760)
    c.rect(0, 0, 1200, 760, MORNING)
    glow(c, 380, 470, 420)
    c.circle(380, 470, 70, "#fff1cf")
    _clouds(c)
    c.path("M0 500C260 452 520 500 760 470S1060 462 1200 480V760H0Z", "#93aa98")
    for x, y, size, turn in ((820, 480, 1.0, 10), (1010, 486, 0.72, 50), (650, 478, 0.55, 80)):
        _turbine(c, x, y, size, turn)
    c.path("M0 560C300 516 620 556 860 530S1120 528 1200 540V760H0Z", "#6f8f78")
    c.path("M0 640C280 600 760 640 1200 596V760H0Z", "#4f7460")
    _road(c)
    return c


def _clouds(c: Canvas) -> None:
    for x, y, wide in ((180, 150, 230), (620, 90, 300), (980, 210, 260)):
        for shift, high in ((0, 16), (0.22, 24), (0.5, 20)):
            c.ellipse(
                x + wide * shift, y - high / 2, wide * 0.36, high, "#ffffff", opacity=0.4, blur=7
            )


def _turbine(c: Canvas, x: float, y: float, size: float, turn: float) -> None:
    with c.moved(x, y, size=size):
        c.shape([(-9, 40), (-4, -300), (4, -300), (9, 40)], "#f7f6f0")
        for blade in range(3):
            with c.moved(0, -300, turn=turn + 120 * blade):
                c.path("M-5 0C-14 -60 -8 -150 0 -196C6 -150 8 -60 5 0Z", "#ffffff")
                c.path("M0 0C2 -60 4 -150 0 -196C6 -150 8 -60 5 0Z", "#cfd6d2")
        c.circle(0, -300, 11, "#e2e4de")


def _road(c: Canvas) -> None:
    asphalt = Linear(((0, "#77827d"), (1, "#3d4744")))
    c.shape([(560, 566), (580, 566), (1120, 760), (420, 760)], asphalt)
    for near in range(6):
        part = (near / 6) ** 1.7
        x, y, high = 570 + 190 * part, 572 + 188 * part, 4 + 26 * part
        c.shape(
            [
                (x - 1 - 4 * part, y),
                (x + 1 + 4 * part, y),
                (x + 18 * part + 5, y + high),
                (x + 18 * part - 5, y + high),
            ],
            "#f2ead2",
        )


def fleet_yard() -> Canvas:
    """New vans in a row before the hall."""
    c = Canvas(1200, 720)
    c.rect(0, 0, 1200, 720, Linear(((0, "#9cc0cf"), (0.7, "#e3ece6"))))
    _hall(c)
    c.rect(0, 500, 1200, 220, Linear(((0, "#8d938f"), (1, "#5d6562"))))
    for x in range(-60, 1240, 250):
        c.shape([(x + 60, 504), (x + 68, 504), (x + 12, 720), (x - 4, 720)], "#eceae0", opacity=0.6)
    for x, y, size in ((640, 236, 0.78), (330, 276, 0.88), (-30, 322, 1.0)):
        van(c, x, y, size)
    return c


def _hall(c: Canvas) -> None:
    c.rect(120, 130, 1080, 380, Linear(((0, "#5c7d76"), (1, "#3f5f59"))))
    for x in range(120, 1200, 30):
        c.line([(x, 132), (x, 508)], "#34524d", 2, opacity=0.45)
    c.rect(100, 112, 1120, 34, "#2f4844", radius=6)
    for x in (200, 520, 840):
        c.rect(x, 250, 240, 260, Linear(((0, "#dfe4dd"), (1, "#b9c2bb"))), radius=6)
        for y in range(285, 505, 34):
            c.line([(x + 4, y), (x + 236, y)], "#98a29b", 3)
    c.text(660, 200, "NORDWERK", PAPER, 58)


def old_town() -> Canvas:
    """Upright: church towers and gables over the river at dusk."""
    c = Canvas(900, 1120)
    c.rect(0, 0, 900, 1120, EVENING)
    glow(c, 640, 560, 420, "#ffd8a0")
    for x, top, size in ((150, 300, 1.0), (250, 320, 0.95), (560, 380, 0.8), (770, 260, 1.1)):
        _tower(c, x, top, size)
    _gables(c)
    _river(c)
    return c


def _tower(c: Canvas, x: float, top: float, size: float) -> None:
    w = 44 * size
    c.rect(x - w, top + 190, 2 * w, 500, Linear(((0, "#7c4a45"), (1, "#57353b")), (0, 0), (1, 0)))
    c.shape([(x, top - 60), (x + w * 1.05, top + 192), (x - w * 1.05, top + 192)], "#3f7a72")
    c.shape([(x, top - 60), (x + w * 1.05, top + 192), (x, top + 192)], "#2f5f5b")
    for y in (240, 320, 400):
        c.rect(x - 12, top + y, 24, 46, "#3b262c", radius=12)


def _gables(c: Canvas) -> None:
    dice = Random(3)
    for index in range(9):
        left, wide = index * 104 - 20, 104
        top = 640 + dice.randint(-36, 36)
        brick = dice.choice(("#9a5347", "#b0705a", "#d8c3a5", "#7f4a48", "#c78f6d"))
        steps = [
            (left, 860),
            (left, top),
            (left + 16, top),
            (left + 16, top - 32),
            (left + 34, top - 32),
            (left + 34, top - 64),
            (left + wide - 34, top - 64),
            (left + wide - 34, top - 32),
            (left + wide - 16, top - 32),
            (left + wide - 16, top),
            (left + wide, top),
            (left + wide, 860),
        ]
        c.shape(steps, brick)
        for row in range(3):
            for column in range(2):
                lit = dice.random() < 0.5
                c.rect(
                    left + 24 + 36 * column,
                    top + 10 + 56 * row,
                    20,
                    32,
                    "#ffd98e" if lit else "#4a3740",
                    radius=3,
                )


def _river(c: Canvas) -> None:
    c.rect(0, 836, 900, 30, "#5b4a50")
    c.rect(0, 862, 900, 258, Linear(((0, "#6f5a72"), (0.5, "#a9798a"), (1, "#4c4668"))))
    dice = Random(11)
    for _ in range(70):
        x, y, wide = dice.uniform(0, 900), dice.uniform(876, 1110), dice.uniform(20, 90)
        c.rect(x, y, wide, 4, dice.choice(("#ffd9a4", "#e79a75", "#3d3a5c")), radius=2, opacity=0.4)
    c.path("M180 960H470Q452 1010 410 1014H240Q196 1008 180 960Z", "#2c3a44")
    c.path("M180 960H470L466 974H184Z", PAPER)
    c.rect(240, 916, 150, 46, "#e9e2d3", radius=8)
    c.shape(ring(330, 900, 8, 8), AMBER)
    for x in (256, 292, 328, 364):
        c.rect(x, 928, 18, 18, "#ffd98e", radius=3)


def harbour() -> Canvas:
    """Lunch break at the fjord: a ferry, gulls, two cups on the wall."""
    c = Canvas(1200, 760)
    c.rect(0, 0, 1200, 760, Linear(((0, "#8fc1d6"), (0.6, "#dcecea"), (1, "#f4efdc"))))
    _clouds(c)
    c.path("M0 366C200 340 420 356 640 346S1000 330 1200 352V420H0Z", "#8aa894")
    c.rect(0, 396, 1200, 240, Linear(((0, "#7fb0ba"), (1, "#2f6f80"))))
    _ferry(c)
    for x, y, size in ((260, 170, 1), (340, 220, 0.7), (980, 120, 0.8)):
        _gull(c, x, y, size)
    c.rect(0, 600, 1200, 160, Linear(((0, "#b9ad98"), (1, "#83796a"))))
    c.line([(0, 602), (1200, 602)], "#d8cdb8", 8)
    for x, colour in ((240, PINE), (330, "#c8553d")):
        _cup(c, x, 548, colour)
    return c


def _ferry(c: Canvas) -> None:
    c.path("M520 400H1100L1060 470H570Q530 460 520 400Z", "#24405c")
    c.path("M520 400H1100L1094 412H522Z", PAPER)
    c.rect(590, 336, 440, 66, "#fbfaf5", radius=8)
    c.rect(640, 286, 330, 54, "#f1efe6", radius=8)
    c.rect(800, 226, 70, 62, "#c8553d", radius=6)
    c.rect(800, 240, 70, 14, PAPER)
    for x in range(614, 1010, 40):
        c.rect(x, 356, 22, 20, "#4f7389", radius=4)
    for x in range(660, 950, 40):
        c.rect(x, 302, 22, 18, "#4f7389", radius=4)
    for y in (486, 510, 548):
        c.rect(480 + y - 486, y, 560, 4, "#dcecea", radius=2, opacity=0.5)


def _gull(c: Canvas, x: float, y: float, size: float) -> None:
    with c.moved(x, y, size=size):
        c.stroke("M-50 -8C-34 -30 -14 -26 0 0C14 -26 34 -30 50 -8", "#ffffff", 9)
        c.ellipse(0, 2, 16, 8, "#ffffff")


def _cup(c: Canvas, x: float, y: float, colour: str) -> None:
    c.ellipse(x + 8, y + 58, 40, 9, INK, opacity=0.25, blur=3)
    c.arc(x + 34, y + 26, 16, 270, 450, colour, 9)
    c.path(f"M{x - 34} {y}H{x + 34}L{x + 26} {y + 58}H{x - 26}Z", colour)
    c.ellipse(x, y, 34, 8, "#3c281f")
    c.stroke(
        f"M{x - 8} {y - 16}C{x - 18} {y - 32} {x + 4} {y - 40} {x - 6} {y - 58}",
        "#ffffff",
        5,
        opacity=0.6,
    )
