"""The pictures of the demo company: scenes for posts and portraits, drawn when they are needed."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image

from demo.people import Person
from demo.pictures import clinic, heating, indoors, road
from demo.pictures.canvas import Canvas
from demo.pictures.portraits import face_of, portrait

QUALITY = 90
SCENES: dict[str, Callable[[], Canvas]] = {
    "boiler": heating.boiler,
    "cake": indoors.cake,
    "dialysis": clinic.dialysis,
    "dog": indoors.dog,
    "fleet-yard": road.fleet_yard,
    "harbour": road.harbour,
    "manifold": heating.manifold,
    "old-town": road.old_town,
    "plate": indoors.plate,
    "power-supply": clinic.power_supply,
    "shelves": indoors.shelves,
    "siphon": heating.siphon,
    "snow-house": heating.snow_house,
    "van": road.van_at_dusk,
    "wind-farm": road.wind_farm,
    "workshop": indoors.workshop,
}


def scene(name: str) -> bytes:
    """A scene as a JPEG file, as a phone would send it."""
    return _jpeg(SCENES[name]().finish())


def likeness(person: Person) -> bytes:
    """The drawn portrait of a person as a JPEG file."""
    outside = "technik" in person.department
    face = face_of(person.handle, woman=person.woman, spoken=person.spoken, technician=outside)
    return _jpeg(portrait(face).finish())


def _jpeg(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
