"""Scenes from the house: canteen, workshop, store, office."""

from random import Random

from demo.pictures.canvas import Canvas, Linear, Radial, ring
from demo.pictures.parts import AMBER, EMBER, INK, PAPER, PINE, daylight, floor, pipe, toolbox

OAK = Linear(((0, "#c99a63"), (1, "#9a6b3c")), (0, 0), (1, 1))


def plate() -> Canvas:
    """Today's dish from above: salmon, potatoes, beans, a glass of water."""
    c = Canvas(1000, 1000, ground=OAK)
    _boards(c)
    c.rect(60, 130, 800, 760, "#7d5527", radius=40, opacity=0.5, blur=14)
    c.rect(50, 110, 800, 760, "#2f6f62", radius=40)
    c.rect(66, 126, 768, 728, "#37806f", radius=30)
    c.circle(458, 512, 318, INK, opacity=0.35, blur=12)
    c.circle(446, 490, 318, PAPER)
    c.circle(446, 490, 250, Radial(((0, "#ffffff"), (0.9, "#f3eee2"), (1, "#d9d2c2"))))
    _salmon(c)
    _potatoes(c)
    _beans(c)
    _cutlery(c)
    _glass(c)
    return c


def _boards(c: Canvas) -> None:
    dice = Random(5)
    for x in range(0, 1000, 125):
        c.line([(x, 0), (x, 1000)], "#7d5527", 3, opacity=0.6)
        for _ in range(6):
            y = dice.uniform(0, 1000)
            c.stroke(
                f"M{x + 12} {y}C{x + 50} {y - 16} {x + 80} {y + 14} {x + 116} {y - 4}",
                "#7d5527",
                2,
                opacity=0.3,
            )


def _salmon(c: Canvas) -> None:
    with c.moved(400, 400, turn=-18):
        c.path(
            "M-120 10C-110 -56 60 -86 150 -30C166 -16 160 30 130 46C40 76 -90 78 -120 10Z",
            "#b8603f",
            opacity=0.6,
            blur=6,
        )
        c.path(
            "M-124 0C-114 -66 56 -96 146 -40C162 -26 156 20 126 36C36 66 -94 68 -124 0Z",
            Linear(((0, "#f6a27c"), (1, "#e07650"))),
        )
        for x in (-70, -20, 30, 80):
            c.stroke(f"M{x} -54C{x + 20} -30 {x + 22} 10 {x + 6} 44", "#ffd0b5", 6, opacity=0.8)
        for x in (-50, 4, 62):
            c.ellipse(x, -6, 14, 5, "#3f7f4d")
    c.circle(540, 330, 44, "#f6d85c")
    c.circle(540, 330, 36, "#fdf0a8")
    for turn in range(0, 360, 60):
        with c.moved(540, 330, turn=turn):
            c.line([(0, -6), (0, -30)], "#f6d85c", 4)


def _potatoes(c: Canvas) -> None:
    for x, y, r in ((360, 580, 58), (460, 630, 64), (320, 670, 46), (400, 700, 50)):
        c.circle(x + 6, y + 10, r, "#8d6a2b", opacity=0.35, blur=5)
        c.circle(x, y, r, Radial(((0, "#fbe6a0"), (1, "#e3b652")), (0.4, 0.35), 0.7))
    dice = Random(9)
    for _ in range(46):
        left, top = dice.gauss(390, 54), dice.gauss(640, 48)
        c.ellipse(left, top, 5, 3, dice.choice(("#3f7f4d", "#5ca45f")))


def _beans(c: Canvas) -> None:
    dice = Random(2)
    for _ in range(22):
        x, y, turn = dice.gauss(590, 34), dice.gauss(520, 56), dice.uniform(40, 130)
        with c.moved(x, y, turn=turn):
            c.stroke("M-56 0Q0 -14 56 0", dice.choice(("#4c9a55", "#3c8148", "#67b06a")), 14)
            c.stroke("M-48 -4Q0 -16 40 -5", "#9fd39a", 3, opacity=0.6)


def _cutlery(c: Canvas) -> None:
    for shift, colour, soft in ((6, INK, 0.3), (0, "#d9dedf", 1)):
        c.line([(890 + shift, 330 + shift), (890 + shift, 760 + shift)], colour, 18, opacity=soft)
        c.path(
            f"M{880 + shift} {220 + shift}C{912 + shift} 240 {916 + shift} 330 {898 + shift} 420"
            f"H{880 + shift}Z",
            colour,
            opacity=soft,
        )
        c.line([(944 + shift, 380 + shift), (944 + shift, 760 + shift)], colour, 18, opacity=soft)
        for x in (924, 944, 964):
            c.line([(x + shift, 230 + shift), (x + shift, 330 + shift)], colour, 9, opacity=soft)
        c.rect(920 + shift, 318 + shift, 48, 60, colour, radius=22, opacity=soft)


def _glass(c: Canvas) -> None:
    c.circle(788, 176, 96, INK, opacity=0.3, blur=8)
    c.circle(776, 160, 96, "#e9f3f4")
    c.circle(776, 160, 82, Radial(((0, "#d4ebef"), (1, "#9fcbd3")), (0.4, 0.4), 0.7))
    c.arc(776, 160, 62, 200, 270, "#ffffff", 9, opacity=0.9)
    c.ellipse(800, 180, 30, 22, "#8fc58f", opacity=0.8)


def workshop() -> Canvas:
    """The training workshop: tool wall, bench, vice and the first bent pipe."""
    wall = Linear(((0, "#efe3cd"), (1, "#cdb993")), (0, 0), (1, 1))
    c = Canvas(1200, 800, ground=wall)
    daylight(c, "#ffffff", 0.3, 0.8)
    _tool_wall(c)
    c.rect(0, 560, 1200, 50, OAK)
    c.rect(0, 604, 1200, 200, Linear(((0, "#5d4630"), (1, "#3d2e20"))))
    for x in (90, 460, 830):
        c.rect(x, 636, 290, 120, "#7a5c3f", radius=8)
        c.rect(x + 100, 680, 90, 14, "#d8c9a8", radius=7)
    _vice(c)
    _bent_pipe(c)
    toolbox(c, 870, 448)
    return c


def _tool_wall(c: Canvas) -> None:
    c.rect(150, 70, 900, 350, INK, radius=12, opacity=0.25, blur=8)
    c.rect(140, 60, 900, 350, "#3f7a6e", radius=12)
    for x in range(170, 1030, 34):
        for y in range(90, 400, 34):
            c.circle(x, y, 3, "#2a564e")
    for index, x in enumerate(range(200, 520, 62)):
        _spanner(c, x, 110, 190 - 18 * index)
    _hammer(c, 600, 110)
    _saw(c, 700, 130)
    for index, x in enumerate(range(900, 1020, 40)):
        c.rect(x - 4, 110, 8, 110, "#cfd6d9", radius=3)
        c.rect(x - 12, 210, 24, 90, (EMBER, AMBER, "#3f7fb5")[index], radius=9)


def _spanner(c: Canvas, x: float, y: float, long: float) -> None:
    c.line([(x, y + 24), (x, y + long)], "#cdd5d7", 15)
    for end in (y + 10, y + long + 14):
        c.circle(x, end, 22, "#cdd5d7")
        c.circle(x, end, 10, "#3f7a6e")
    c.rect(x - 8, y - 18, 16, 26, "#3f7a6e")


def _hammer(c: Canvas, x: float, y: float) -> None:
    c.rect(x - 9, y + 30, 18, 230, "#d8a869", radius=8)
    c.rect(x - 50, y, 100, 44, "#66747a", radius=8)
    c.rect(x - 50, y, 20, 44, "#8b989d", radius=6)


def _saw(c: Canvas, x: float, y: float) -> None:
    blade = [(x, y + 20), (x + 30, y + 10), (x + 150, y + 236), (x + 140, y + 252), (x, y + 60)]
    c.shape(blade, "#d3dadc")
    with c.moved(x + 16, y + 26, turn=-30):
        c.rect(-40, -40, 76, 62, "#8a5a32", radius=22)
        c.rect(-22, -24, 40, 28, "#3f7a6e", radius=13)


def _vice(c: Canvas) -> None:
    blue = Linear(((0, "#5a86b0"), (1, "#2c5274")))
    c.rect(210, 526, 150, 36, blue, radius=8)
    c.rect(240, 470, 90, 62, blue, radius=10)
    c.rect(190, 440, 90, 50, blue, radius=10)
    c.rect(300, 440, 90, 50, blue, radius=10)
    c.rect(276, 434, 14, 30, "#cdd5d7")
    c.rect(290, 434, 14, 30, "#cdd5d7")
    c.rect(388, 456, 70, 16, "#9aa6aa", radius=6)
    c.line([(456, 426), (456, 502)], "#cdd5d7", 10)


def _bent_pipe(c: Canvas) -> None:
    pipe(c, "M520 544H620C700 544 690 470 750 470C800 470 800 544 840 544", 22)


def shelves() -> Canvas:
    """The spare-parts store: shelf 3 with its boxes, a lamp above."""
    c = Canvas(1200, 760, ground=Linear(((0, "#4a5560"), (1, "#2b333c"))))
    c.shape(
        [(420, 0), (780, 0), (1120, 760), (80, 760)],
        Linear(((0, "#fff1c9", 0.4), (1, "#fff1c9", 0))),
    )
    for index, x in enumerate((-40, 400, 840)):
        _rack(c, x, index + 2)
    c.rect(0, 700, 1200, 60, "#565f66")
    c.rect(410, 0, 380, 16, "#fff5d8", radius=6)
    return c


def _rack(c: Canvas, x: float, number: int) -> None:
    dice = Random(number * 31)
    for y in (130, 320, 510, 690):
        _boxes(c, x, y, dice)
        c.rect(x, y, 400, 18, "#d98b2b" if number == 3 else "#5a78a0")
        c.rect(x, y + 16, 400, 6, INK, opacity=0.4)
    for post in (x - 8, x + 388):
        c.rect(post, 40, 20, 680, "#2f4a6f")
    c.rect(x + 150, 30, 100, 60, PAPER, radius=8)
    c.text(x + 200, 60, str(number), EMBER if number == 3 else "#2b333c", 46)


def _boxes(c: Canvas, x: float, y: float, dice: Random) -> None:
    left = x + 24
    while left < x + 340:
        wide, high = dice.randint(50, 96), dice.randint(54, 112)
        colour = dice.choice(("#c79a63", "#b5854e", "#d6b07d", "#3f8a74", "#c65b45", "#e8e1d0"))
        c.rect(left, y - high, wide, high, colour, radius=4)
        c.rect(left, y - high, wide, 10, "#ffffff", radius=4, opacity=0.18)
        c.rect(left + wide * 0.4, y - high, wide * 0.14, high, INK, opacity=0.1)
        c.rect(left + 8, y - 30, 28, 18, PAPER, radius=2)
        left += wide + dice.randint(4, 14)


def cake() -> Canvas:
    """A cake for an anniversary on the meeting-room table."""
    c = Canvas(1000, 1000, ground=Linear(((0, "#f3d9c6"), (1, "#d59f86"))))
    _bunting(c)
    floor(c, 700, Linear(((0, "#f6efe4"), (1, "#d9ccb8"))), "#c9b99f")
    c.ellipse(500, 800, 330, 50, INK, opacity=0.25, blur=10)
    c.ellipse(500, 780, 340, 64, "#dfe8e8")
    c.ellipse(500, 768, 340, 60, "#ffffff")
    _layer(c, 250, 560, 500, 200)
    _layer(c, 330, 390, 340, 170)
    for x in (400, 500, 600):
        _candle(c, x, 392)
    c.text(500, 650, "25", "#8a3b52", 120)
    return c


def _bunting(c: Canvas) -> None:
    c.stroke("M-10 90Q500 240 1010 90", "#7a4a3a", 5)
    for index in range(9):
        x = 60 + index * 108
        y = 90 + 75 * (1 - ((x - 500) / 500) ** 2) + 2
        colour = (PINE, AMBER, EMBER, "#3f7fb5")[index % 4]
        c.shape([(x, y), (x + 78, y + 2), (x + 38, y + 90)], colour)


def _layer(c: Canvas, x: float, y: float, wide: float, high: float) -> None:
    sponge = Linear(((0, "#f7c9d2"), (0.5, "#f1b1bf"), (1, "#cf8496")), (0, 0), (1, 0))
    c.rect(x, y, wide, high, sponge)
    c.ellipse(x + wide / 2, y + high, wide / 2, 44, sponge)
    c.ellipse(x + wide / 2, y, wide / 2, 44, "#fff6f2")
    drops = int(wide // 50)
    for index in range(drops):
        left = x + index * wide / drops
        c.rect(left + 4, y - 2, wide / drops - 8, 50 + 26 * (index * 7 % 3), "#fff6f2", radius=20)


def _candle(c: Canvas, x: float, y: float) -> None:
    c.rect(
        x - 11, y - 92, 22, 92, Linear(((0, "#7fc2b1"), (1, "#3f8a74")), (0, 0), (1, 0)), radius=6
    )
    c.circle(x, y - 122, 60, Radial(((0, "#ffe7a8", 0.9), (1, "#ffe7a8", 0))))
    with c.moved(x, y):
        c.path("M0 -156C20 -126 14 -100 0 -100C-14 -100 -20 -126 0 -156Z", "#f7a531")
        c.path("M0 -134C9 -118 7 -104 0 -104C-7 -104 -9 -118 0 -134Z", "#fff3c4")


def dog() -> Canvas:
    """The dispatch team's dog under the desk."""
    c = Canvas(1200, 800, ground=Linear(((0, "#e3ded2"), (1, "#c2b8a3"))))
    floor(c, 560, Linear(((0, "#b98f62"), (1, "#8d663e"))), "#7d5a36")
    c.rect(0, 60, 1200, 60, "#f3efe6")
    c.rect(0, 116, 1200, 16, "#a79b84")
    for x in (90, 1060):
        c.rect(x, 130, 44, 520, "#8d8471")
    c.ellipse(610, 690, 430, 80, "#6a4a2b", opacity=0.5, blur=10)
    c.ellipse(600, 670, 420, 84, "#4f7f93")
    c.ellipse(600, 650, 370, 62, "#77a6b8")
    _dog_body(c)
    _dog_head(c)
    daylight(c, "#fff3d2", 0.9, 0.5)
    return c


def _dog_body(c: Canvas) -> None:
    coat = Linear(((0, "#d99b5b"), (1, "#a9682f")))
    c.path(
        "M400 640C380 520 480 440 640 450C800 450 900 540 890 640C820 676 470 676 400 640Z", coat
    )
    c.stroke("M880 610C960 600 990 540 960 500", "#b8763a", 34)
    c.circle(960, 500, 17, "#f7ead6")
    c.path("M420 640C440 600 520 596 560 640C540 668 440 668 420 640Z", "#f7ead6")
    c.path("M700 646C720 610 800 606 836 646C810 672 720 672 700 646Z", "#c78447")


def _dog_head(c: Canvas) -> None:
    coat = Linear(((0, "#e0a566"), (1, "#bd7c40")))
    c.ellipse(440, 470, 128, 116, coat)
    c.path("M424 360C436 400 430 500 440 560C470 500 462 400 456 360Z", "#f7ead6")
    c.ellipse(440, 530, 66, 50, "#f7ead6")
    c.shape(ring(440, 506, 26, 18), "#2b211b")
    c.stroke("M440 524V546M440 546Q416 566 398 550M440 546Q464 566 482 550", "#5a4232", 5)
    for x, side in ((330, -1), (550, 1)):
        c.path(
            f"M{x - side * 16} 390C{x + side * 34} 380 {x + side * 46} 470 {x + side * 14} 540"
            f"C{x - side * 30} 520 {x - side * 36} 440 {x - side * 16} 390Z",
            "#8a5224",
        )
    for x in (392, 488):
        c.circle(x, 452, 15, "#2b211b")
        c.circle(x + 5, 446, 5, "#ffffff")
    c.rect(372, 566, 140, 24, PINE, radius=12)
    c.circle(442, 596, 15, AMBER)
