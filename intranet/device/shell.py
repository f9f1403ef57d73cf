"""What every page needs from the device: styles, scripts, icons, typeface; and its version."""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from intranet.context_processors import brand
from kit.design import assets

TYPEFACE = "fonts/text-latin.woff2"
BUILT = (
    "app.css",
    "icons.svg",
    "gate.css",
    TYPEFACE,
    "img/mark.svg",
)
BESIDE = (
    "pages/page-age.js",
    "pages/kept-pages.js",
    "pages/show-password.js",
    "pages/this-device.js",
)


def addresses() -> list[str]:
    """Everything that the worker keeps before it begins."""
    return [*_static_addresses(), f"/brand.css?v={_brand_version()}", *_logo_addresses()]


def version() -> str:
    """Another one whenever anything of the shell is another; the same in every process."""
    return _version(settings.COMPANY_NAME, _brand_version(), settings.BRAND_LOGO)


def typeface() -> str:
    """The header by which a page begins with it, instead of finding it in its style."""
    return f'<{static(TYPEFACE)}>; rel=preload; as=font; type="font/woff2"; crossorigin'


@lru_cache(maxsize=4)
def _version(company: str, colours: str, logo: str) -> str:
    digest = hashlib.sha256(f"{company} {colours} {_static_digest()}".encode())
    if logo and Path(logo).is_file():
        digest.update(Path(logo).read_bytes())
    return digest.hexdigest()[:12]


def _brand_version() -> str:
    return brand(settings.BRAND_COLOUR).version


def _logo_addresses() -> list[str]:
    return ["/brand/logo"] if settings.BRAND_LOGO else []


def _names() -> Iterator[str]:
    yield from (*BUILT, *assets.scripts(settings.BASE_DIR), *BESIDE)
    for path in assets.page_files(settings.BASE_DIR):
        yield path.relative_to(path.parents[2]).as_posix()


@lru_cache(maxsize=1)
def _static_addresses() -> tuple[str, ...]:
    return tuple(static(name) for name in _names())


@lru_cache(maxsize=1)
def _static_digest() -> str:
    """Over the addresses, which name their content where it is collected, and what is not yet."""
    digest = hashlib.sha256(" ".join(_static_addresses()).encode())
    for name in _names():
        if found := finders.find(name):
            digest.update(Path(found).read_bytes())
    return digest.hexdigest()
