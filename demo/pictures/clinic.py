"""Scenes from the medical trade."""

from demo.pictures.canvas import Canvas, Linear, ring
from demo.pictures.parts import AMBER, INK, PAPER, PINE, daylight, digits, floor

CALM = Linear(((0, "#cfe0e6"), (0.6, "#b4cdd6"), (1, "#8fb0bd")), (0, 0), (1, 1))
HOUSING = Linear(((0, "#ffffff"), (0.65, "#eef0f0"), (1, "#c3cbcf")), (0, 0), (1, 0.2))


def dialysis() -> Canvas:
    """A dialysis machine on its trolley beside an armchair."""
    c = Canvas(1200, 800, ground=CALM)
    _window(c)
    floor(c, 660, Linear(((0, "#9fb4b8"), (1, "#77909a"))), "#7f989f")
    daylight(c, "#ffffff", 0.15, 0.6)
    _armchair(c)
    _machine(c)
    return c


def _window(c: Canvas) -> None:
    c.rect(70, 70, 380, 320, PAPER, radius=10)
    c.rect(90, 90, 340, 280, Linear(((0, "#a9d2e6"), (1, "#e9f2e4"))))
    c.path("M90 330C180 290 300 310 430 280V370H90Z", "#8fb48d")
    c.rect(252, 90, 14, 280, PAPER)
    c.rect(60, 388, 400, 18, "#e1e4e0", radius=6)
    c.rect(340, 330, 54, 60, "#c8704f", radius=8)
    for turn in (-40, -12, 18, 44):
        with c.moved(367, 334, turn=turn):
            c.path("M0 0C-16 -30 -14 -60 0 -86C14 -60 16 -30 0 0Z", "#3f7f5d")


def _armchair(c: Canvas) -> None:
    green = Linear(((0, "#6f9c8f"), (1, "#3f6b60")), (0, 0), (1, 1))
    c.ellipse(270, 742, 270, 20, INK, opacity=0.3, blur=6)
    c.rect(70, 420, 130, 300, green, radius=44)
    c.rect(90, 560, 400, 110, green, radius=34)
    c.rect(120, 520, 320, 46, "#86b3a6", radius=22)
    c.rect(440, 580, 120, 66, green, radius=30)
    for x in (130, 440):
        c.rect(x, 664, 22, 70, "#41534f", radius=6)


def _machine(c: Canvas) -> None:
    c.ellipse(810, 752, 230, 20, INK, opacity=0.35, blur=6)
    c.rect(690, 690, 240, 30, "#6b7a80", radius=12)
    for x in (690, 930):
        c.circle(x, 736, 20, "#2a3336")
    c.rect(672, 210, 300, 500, INK, radius=26, opacity=0.25, blur=10)
    c.rect(660, 200, 300, 500, HOUSING, radius=26)
    c.rect(660, 596, 300, 20, PINE, opacity=0.85)
    _screen(c)
    _rollers(c)
    _dialyser(c)
    _bags(c)


def _screen(c: Canvas) -> None:
    c.rect(640, 60, 340, 210, "#dfe5e6", radius=18)
    c.rect(656, 76, 308, 178, "#12242b", radius=8)
    c.stroke("M668 150H720L734 110L752 190L766 150H820L834 120L850 176L862 150H952", "#5fd0a4", 4)
    digits(c, 676, 200, "37-0", AMBER, 0.72)
    for x, colour in ((800, "#5fa8d3"), (850, "#5fd0a4"), (900, "#f3b74b")):
        c.rect(x, 204, 40, 30, colour, radius=6, opacity=0.85)
    c.circle(810, 40, 12, "#5fd07f")
    c.rect(804, 44, 12, 18, "#8d999d")


def _rollers(c: Canvas) -> None:
    for x in (736, 884):
        c.circle(x, 370, 58, "#cdd5d8")
        c.circle(x, 370, 48, "#5d6c73")
        c.rect(x - 40, 356, 80, 28, "#e9edee", radius=14)
        c.circle(x, 370, 10, "#8b979c")
    for x in range(700, 930, 56):
        c.circle(x, 500, 15, "#d5dcde")
        c.circle(x, 498, 11, "#f7f9f9")


def _dialyser(c: Canvas) -> None:
    tube = "#c0392f"
    c.stroke(
        "M736 428C736 560 650 540 690 590C730 640 640 640 636 560C632 480 700 470 690 430", tube, 8
    )
    c.stroke("M884 428C900 470 1010 430 1026 470", "#d98a84", 8)
    c.rect(
        1010,
        330,
        46,
        230,
        Linear(((0, "#f4dcd8"), (0.5, "#d9867c"), (1, "#b4584f")), (0, 0), (1, 0)),
        radius=12,
    )
    for y in (330, 532):
        c.rect(1004, y, 58, 28, "#3f7fb5", radius=8)
    c.rect(956, 430, 56, 14, "#9aa6aa", radius=5)


def _bags(c: Canvas) -> None:
    c.rect(1096, 90, 10, 600, "#aab4b8", radius=4)
    c.line([(1050, 96), (1152, 96)], "#aab4b8", 8)
    for x, fill in ((1040, "#eaf3f7"), (1126, "#f6f0da")):
        c.path(f"M{x} 110H{x + 52}L{x + 58} 220Q{x + 26} 250 {x - 6} 220Z", fill, opacity=0.92)
        c.line([(x + 8, 150), (x + 44, 150)], "#9fb4bd", 4)
        c.line([(x + 8, 170), (x + 34, 170)], "#9fb4bd", 4)
    c.stroke("M1152 240C1160 420 1130 520 1062 540", "#d9e3e6", 5)


def power_supply() -> Canvas:
    """An open power supply on the bench, its rating plate in the light."""
    mat = Linear(((0, "#2f6f86"), (1, "#1c4657")), (0, 0), (1, 1))
    c = Canvas(1200, 800, ground=mat)
    for x in range(0, 1200, 60):
        c.line([(x, 0), (x, 800)], "#9fd0de", 1.5, opacity=0.16)
    for y in range(0, 800, 60):
        c.line([(0, y), (1200, y)], "#9fd0de", 1.5, opacity=0.16)
    _case(c)
    _board(c)
    _plate(c)
    _screwdriver(c)
    daylight(c, "#ffffff", 0.75, 0.35)
    return c


def _case(c: Canvas) -> None:
    c.rect(116, 116, 800, 590, INK, radius=20, opacity=0.5, blur=12)
    c.rect(100, 96, 800, 590, Linear(((0, "#d9dee0"), (1, "#98a3a7")), (0, 0), (1, 1)), radius=20)
    c.rect(122, 118, 756, 546, "#5c676c", radius=10)
    for x, y in ((112, 108), (888, 108), (112, 674), (888, 674)):
        c.circle(x, y, 9, "#69757a")


def _board(c: Canvas) -> None:
    c.rect(146, 142, 708, 498, Linear(((0, "#2f8a5a"), (1, "#1d5f3e")), (0, 0), (1, 1)), radius=6)
    for index, y in enumerate(range(180, 620, 44)):
        c.stroke(
            f"M160 {y}H{300 + 40 * (index % 3)}L{350 + 40 * (index % 3)} {y + 30}H840",
            "#79c79b",
            3,
            opacity=0.45,
        )
    for x, y, r in ((230, 240, 52), (360, 230, 44), (236, 372, 52)):
        c.circle(x + 6, y + 9, r, INK, opacity=0.35, blur=3)
        c.circle(x, y, r, "#20303a")
        c.circle(x, y, r * 0.84, "#a7b4bb")
        c.line([(x - r * 0.5, y), (x + r * 0.5, y)], "#6b7980", 4)
        c.line([(x, y - r * 0.5), (x, y + r * 0.5)], "#6b7980", 4)
    _transformer(c)
    for x in range(470, 830, 46):
        c.rect(x, 182, 30, 14, "#e0c27a", radius=3)
        c.rect(x + 8, 212, 14, 30, "#22282b", radius=2)


def _transformer(c: Canvas) -> None:
    c.rect(330, 330, 220, 190, INK, radius=10, opacity=0.4, blur=5)
    c.rect(322, 318, 220, 190, "#e3c35f", radius=10)
    for x in range(342, 530, 20):
        c.line([(x, 330), (x, 496)], "#b0622f", 9)
    c.rect(322, 380, 220, 60, "#f4e3a6", opacity=0.92)
    c.text(432, 410, "24 V", "#57421a", 34)


def _plate(c: Canvas) -> None:
    with c.moved(600, 420, turn=-2):
        c.rect(6, 8, 240, 190, INK, radius=8, opacity=0.4, blur=4)
        c.rect(0, 0, 240, 190, PAPER, radius=8)
        c.text(78, 30, "NT-24", "#24323a", 26)
        c.text(78, 78, "SN 7731-", "#24323a", 28)
        c.rect(132, 60, 88, 36, "#ffe08a", radius=4)
        c.text(176, 78, "0412", "#7d2c1d", 30)
        for index in range(26):
            c.rect(18 + index * 8, 112, 2 + (index * 7) % 5, 50, "#1c2a30")
        c.line(ring(176, 80, 58, 34), "#c23b2c", 5)


def _screwdriver(c: Canvas) -> None:
    with c.moved(1010, 620, turn=28):
        c.rect(-14, -390, 44, 380, INK, radius=16, opacity=0.3, blur=6)
        c.rect(-6, -400, 12, 220, "#cfd6d9", radius=4)
        c.rect(
            -26, -190, 52, 180, Linear(((0, "#f0b94f"), (1, "#c07f22")), (0, 0), (1, 0)), radius=20
        )
        c.rect(-26, -120, 52, 26, "#2b3b37")
