"""What a browser says about its device, in words people recognise."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

# The first that fits counts: every browser also claims to be the ones before it in history.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"), ("Firefox/", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("CrOS", "ChromeOS"), ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
POCKET = {"iPhone", "Android"}


@dataclass(frozen=True)
class Device:
    """The words for a device and the icon beside them."""

    browser: str
    system: str

    @property
    def name(self) -> str:
        """Chrome on Android."""
        if self.browser and self.system:
            return _("%(browser)s on %(system)s") % {"browser": self.browser, "system": self.system}
        return self.browser or self.system or _("Unknown device")

    @property
    def icon(self) -> str:
        """A phone or a desk."""
        return "smartphone" if self.system in POCKET else "monitor"


def device_of(user_agent: str) -> Device:
    """The device behind a User-Agent header."""
    return Device(first_match(BROWSERS, user_agent), first_match(SYSTEMS, user_agent))


def first_match(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    """The word for the first sign found, or nothing."""
    return next((word for sign, word in names if sign in user_agent), "")
