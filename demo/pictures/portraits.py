"""Portraits for people who do not exist: drawn from a few shapes, chosen by the person's handle."""

from dataclasses import dataclass
from random import Random

from demo.pictures.canvas import Canvas, Linear, Radial, ring
from demo.pictures.parts import AMBER

SIZE = 400
SKINS = ("#fbe0cb", "#f3cdb0", "#e8b48e", "#d79b70", "#b87a4e", "#94592f", "#6f4224")
HAIR = ("#2b211b", "#3d2a1e", "#5b3a24", "#8a5a32", "#b9854a", "#d9b56f", "#a9a39a", "#7d3520")
DARK_HAIR = HAIR[:3]
GROUNDS = (
    ("#d8efe6", "#8ccbb4"), ("#fde3d3", "#f0a883"), ("#e3e0fb", "#a9a2ea"), ("#d5ecfb", "#86bfe6"),
    ("#fbeecb", "#e8c872"), ("#fbdde8", "#ea9dbb"), ("#e2f1cf", "#a6cb79"), ("#e6e2da", "#b3aa99"),
)  # fmt: skip
CLOTHES = ("#0e6b57", "#274a63", "#7d2c3f", "#3c4650", "#c8703a", "#5a4a86", "#e6e2d6", "#2f6f86")
WORK_CLOTHES = ("#1d4c44", "#2b3b45")


@dataclass(frozen=True)
class Face:
    """What makes one drawn person differ from another."""

    skin: str
    hair: str
    ground: tuple[str, str]
    clothes: str
    cut: str
    beard: str
    glasses: bool
    scarf: bool
    works_outside: bool


CUTS = {
    True: ("long", "bob", "bun", "long", "curls", "short"),
    False: ("short", "side", "crop", "bald", "curls", "side"),
}
BROWN = ("Arabisch", "Somali", "Tigrinya", "Hindi", "Tamil", "Suaheli", "Persisch")
DARK = ("Somali", "Tigrinya", "Suaheli")


def face_of(handle: str, *, woman: bool, spoken: str, technician: bool) -> Face:
    """The face of a person: always the same for the same handle."""
    dice = Random(f"face {handle}")
    brown = any(language in spoken for language in BROWN) or handle.startswith(
        ("grace", "kwame", "emma")
    )
    deep = any(language in spoken for language in DARK) or handle.startswith(
        ("grace", "kwame", "emma")
    )
    return Face(
        skin=dice.choice(SKINS[4:] if deep else SKINS[2:5] if brown else SKINS[:3]),
        hair=dice.choice(DARK_HAIR if brown or "Vietnam" in spoken or "Türk" in spoken else HAIR),
        ground=dice.choice(GROUNDS),
        clothes=dice.choice(WORK_CLOTHES if technician else CLOTHES),
        cut=dice.choice(CUTS[woman]),
        beard="" if woman else dice.choice(("", "", "full", "stubble", "moustache")),
        glasses=dice.random() < 0.3,
        scarf=woman and "Arabisch" in spoken and dice.random() < 0.7,
        works_outside=technician,
    )


def portrait(face: Face) -> Canvas:
    """Head and shoulders."""
    light, deep = face.ground
    c = Canvas(SIZE, SIZE, zoom=1, ground=Linear(((0, light), (1, deep)), (0, 0), (1, 1)))
    c.circle(120, 90, 190, Radial(((0, "#ffffff", 0.5), (1, "#ffffff", 0))))
    if not face.scarf and face.cut in BACK:
        BACK[face.cut](c, face)
    _shoulders(c, face)
    _head(c, face)
    if face.scarf:
        _scarf(c, face)
    elif face.cut in FRONT:
        FRONT[face.cut](c, face)
    return c


def _shade(colour: str, part: float) -> str:
    """The colour made darker (below 1) or lighter (above)."""
    levels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    if part <= 1:
        return "#" + "".join(f"{round(level * part):02x}" for level in levels)
    return "#" + "".join(f"{round(level + (255 - level) * (part - 1)):02x}" for level in levels)


def _shoulders(c: Canvas, face: Face) -> None:
    dark = _shade(face.clothes, 0.78)
    c.path(
        "M40 420C44 330 120 316 160 302H240C280 316 356 330 360 420Z",
        Linear(((0, face.clothes), (1, dark))),
    )
    neck = _shade(face.skin, 0.84)
    c.path("M164 250H236V306C226 336 174 336 164 306Z", neck)
    if face.works_outside:
        c.path(
            "M150 300C168 340 232 340 250 300L274 312L240 372L200 344L160 372L126 312Z",
            _shade(face.clothes, 0.62),
        )
        c.rect(262, 356, 56, 10, AMBER, radius=5)
        c.rect(82, 356, 56, 10, AMBER, radius=5)
    else:
        c.stroke("M158 304C172 344 228 344 242 304", _shade(face.clothes, 0.6), 9)


def _head(c: Canvas, face: Face) -> None:
    shadow = _shade(face.skin, 0.9)
    for x in (114, 286):
        c.ellipse(x, 196, 17, 25, shadow)
    skin = Linear(((0, face.skin), (0.7, face.skin), (1, shadow)), (0, 0), (1, 0.4))
    c.path("M116 180C116 72 284 72 284 180C284 250 254 290 200 290C146 290 116 250 116 180Z", skin)
    if face.beard:
        _beard(c, face)
    _features(c, face)


def _features(c: Canvas, face: Face) -> None:
    ink = "#2a211c"
    brow = _shade(face.hair, 0.85)
    for x, side in ((164, 1), (236, -1)):
        c.ellipse(x, 190, 9, 10, ink)
        c.circle(x + 3, 186, 3, "#ffffff")
        c.stroke(f"M{x - 17} {168 + 3 * side}Q{x} 156 {x + 17} {168 - 3 * side}", brow, 7)
        c.ellipse(x - 14 * side, 222, 20, 12, "#e8664f", opacity=0.16)
    c.stroke("M200 192C206 208 210 216 202 222", _shade(face.skin, 0.76), 5)
    c.path("M166 240C184 252 216 252 234 240C228 270 172 270 166 240Z", "#ffffff")
    c.stroke("M164 239C184 253 216 253 236 239", _shade(face.skin, 0.55), 4)
    c.stroke("M176 260Q200 272 224 260", _shade(face.skin, 0.6), 4)
    if face.glasses:
        _glasses(c)


def _glasses(c: Canvas) -> None:
    for x in (162, 238):
        c.ellipse(x, 191, 29, 26, "#ffffff", opacity=0.18)
        c.line(ring(x, 191, 29, 26), "#27313a", 5)
    c.stroke("M191 188Q200 182 209 188M133 188L116 182M267 188L284 182", "#27313a", 5)


def _beard(c: Canvas, face: Face) -> None:
    if face.beard == "moustache":
        c.path(
            "M162 238C176 218 192 222 200 230C208 222 224 218 238 238C220 242 180 242 162 238Z",
            face.hair,
        )
        return
    thick = 0.28 if face.beard == "stubble" else 1
    outline = (
        "M118 196C124 236 146 226 166 228C186 218 214 218 234 228C254 226 276 236 282 196"
        "C286 262 256 302 200 302C144 302 114 262 118 196Z"
    )
    c.path(outline, face.hair, opacity=thick)


def _long_back(c: Canvas, face: Face) -> None:
    c.path(
        "M96 190C88 60 312 60 304 190C310 260 316 310 330 350H70C84 310 90 260 96 190Z",
        _shade(face.hair, 0.82),
    )


def _bob_back(c: Canvas, face: Face) -> None:
    c.path(
        "M96 190C88 62 312 62 304 190C306 230 304 258 296 282H104C96 258 94 230 96 190Z",
        _shade(face.hair, 0.82),
    )


def _bun_back(c: Canvas, face: Face) -> None:
    c.circle(200, 70, 46, _shade(face.hair, 0.88))
    c.path("M102 190C98 74 302 74 298 190L284 220H116Z", _shade(face.hair, 0.82))


def _curls_back(c: Canvas, face: Face) -> None:
    for x, y in (
        (106, 168),
        (112, 128),
        (140, 96),
        (176, 80),
        (216, 78),
        (254, 92),
        (284, 122),
        (294, 164),
        (100, 206),
        (300, 206),
    ):
        c.circle(x, y, 38, _shade(face.hair, 0.9))


def _fringe(c: Canvas, face: Face) -> None:
    c.path(
        "M104 196C98 84 160 72 206 76C262 74 304 96 296 196C288 150 262 130 226 122"
        "C196 150 140 146 120 150C112 162 108 180 104 196Z",
        face.hair,
    )
    c.stroke("M150 98C180 86 230 88 256 106", _shade(face.hair, 1.2), 6, opacity=0.5)


def _curls_front(c: Canvas, face: Face) -> None:
    for x, y in ((132, 124), (164, 104), (200, 98), (236, 106), (266, 126)):
        c.circle(x, y, 30, face.hair)


def _short(c: Canvas, face: Face) -> None:
    c.path(
        "M110 184C104 92 150 70 204 72C262 70 298 98 290 184C282 158 276 140 262 130"
        "C226 138 160 136 136 128C122 142 116 160 110 184Z",
        face.hair,
    )
    c.stroke("M148 96C176 82 226 82 254 100", _shade(face.hair, 1.2), 6, opacity=0.5)


def _side(c: Canvas, face: Face) -> None:
    c.path(
        "M110 190C100 110 130 66 214 66C276 64 300 110 290 190C284 160 280 148 268 140"
        "C240 136 190 128 158 104C150 126 122 140 110 190Z",
        face.hair,
    )
    c.stroke("M168 92C200 78 246 84 268 108", _shade(face.hair, 1.2), 6, opacity=0.5)


def _crop(c: Canvas, face: Face) -> None:
    c.path(
        "M112 180C108 96 152 82 200 82C250 82 292 98 288 180C280 146 262 126 200 124"
        "C140 126 120 146 112 180Z",
        face.hair,
        opacity=0.85,
    )


def _scarf(c: Canvas, face: Face) -> None:
    colour = _shade(face.clothes, 1.25)
    c.path(
        "M92 206C84 52 316 52 308 206C312 290 322 344 306 388C250 412 150 412 94 388"
        "C78 344 88 290 92 206Z",
        Linear(((0, _shade(colour, 1.15)), (1, colour)), (0, 0), (1, 1)),
    )
    c.shape(ring(200, 204, 76, 90), _shade(colour, 0.75))
    c.shape(ring(200, 207, 71, 84), face.skin)
    _features(c, face)
    c.stroke("M118 262C140 330 200 360 286 352", _shade(colour, 0.75), 5, opacity=0.6)
    c.stroke("M112 300C136 356 190 384 262 382", _shade(colour, 0.75), 4, opacity=0.4)
    c.circle(288, 330, 9, AMBER)


BACK = {"long": _long_back, "bob": _bob_back, "bun": _bun_back, "curls": _curls_back}
FRONT = {
    "long": _fringe,
    "bob": _fringe,
    "bun": _short,
    "curls": _curls_front,
    "short": _short,
    "side": _side,
    "crop": _crop,
}
