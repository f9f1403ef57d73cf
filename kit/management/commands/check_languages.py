"""Finds texts without translation, and translations without text."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PROJECT = {"templates", "intranet"}  # what the catalogue at the top speaks for
Key = tuple[str | None, str]


class Command(BaseCommand):
    """Extract the texts of every app into a temporary tree and hold the catalogues against them."""

    help = "Fails for missing, empty, fuzzy, obsolete and malformed translations."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Say every finding, then fail if there was one."""
        findings = [finding for file in expected() for finding in check(file)]
        findings += clashes(expected(), foreign())
        for finding in findings:
            self.stderr.write(finding)
        if findings:
            raise CommandError(f"{len(findings)} translations need work.")


def expected() -> list[Path]:
    """The German catalogue of the project and of every app, whether it is there or not."""
    roots = [Path(app.path) for app in apps.get_app_configs()]
    roots = [root for root in roots if root.parent == settings.BASE_DIR]
    return [root / "locale/de/LC_MESSAGES/django.po" for root in [settings.BASE_DIR, *roots]]


def foreign() -> list[Path]:
    """The German catalogues of installed libraries, which Django asks before those of our apps."""
    roots = [Path(app.path) for app in apps.get_app_configs()]
    files = [root / "locale/de/LC_MESSAGES/django.po" for root in roots]
    return [file for file in files if file not in expected() and file.exists()]


def clashes(ours: list[Path], theirs: list[Path]) -> Iterator[str]:
    """Texts that another catalogue translates otherwise: Django merges all into one, so a page
    would show the word that was meant for another place. A context keeps them apart."""
    top, *apps_of_ours = [file for file in ours if file.exists()]
    shown: dict[Key, tuple[Path, str]] = {}
    for file in [top, *theirs, *apps_of_ours]:
        for entry in polib.pofile(str(file)):
            first, word = shown.setdefault(_key(entry), (file, _texts(entry)[0]))
            if file in ours and word and word.casefold() != _texts(entry)[0].casefold():
                yield (
                    f"{file.parents[3].name} and {first.parents[3].name} translate "
                    f"{entry.msgid!r} differently: {_texts(entry)[0]!r}, {word!r}"
                )


def check(file: Path) -> Iterator[str]:
    """One sentence for every wrong entry of this catalogue."""
    place = file.relative_to(settings.BASE_DIR)
    if not file.exists():
        if texts := extract(file):
            yield f"{place}: there is no such file for {len(texts)} texts"
        return
    kept, wanted = polib.pofile(str(file)), extract(file)
    for entry in kept:
        yield from (f"{place}: {problem}: {entry.msgid!r}" for problem in _problems(entry))
    known = {_key(entry) for entry in kept if not entry.obsolete}
    for _context, text in sorted(wanted - known, key=str):
        yield f"{place}: missing: {text!r}"
    for _context, text in sorted(known - wanted, key=str):
        yield f"{place}: not used any more: {text!r}"


def _problems(entry: polib.POEntry) -> Iterator[str]:
    if entry.obsolete:
        yield "obsolete"
    elif entry.fuzzy:
        yield "fuzzy"
    elif not entry.translated():
        yield "empty"
    elif any(_names(entry.msgid) - _names(text) for text in _texts(entry)[-1:]):
        yield "a parameter is missing"


def _texts(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)] or [entry.msgstr]


def _names(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text)) | set(re.findall(r"\{(\w+)\}", text))


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def extract(catalogue: Path) -> set[Key]:
    """The texts that the sources beside this catalogue ask to translate."""
    root, language = catalogue.parents[3], catalogue.parents[1].name
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(root, tree, ignore=_others)
        (tree / "locale").mkdir()
        _make_messages(tree, language)
        made = tree / "locale" / language / "LC_MESSAGES" / catalogue.name
        return {_key(entry) for entry in polib.pofile(str(made))} if made.exists() else set()


def _make_messages(tree: Path, language: str) -> None:
    options = ["makemessages", "-l", language, "--no-location", "--no-wrap"]
    # The settings of this project cannot be imported from the temporary tree.
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    ended = subprocess.run(
        [sys.executable, "-m", "django", *options],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
    )
    if ended.returncode:
        raise CommandError(f"gettext failed: {ended.stderr.strip()}")


def _others(folder: str, names: list[str]) -> list[str]:
    """What does not belong to this catalogue: at the top every app but the project's own files."""
    if Path(folder) == settings.BASE_DIR:
        return [name for name in names if name not in PROJECT]
    return [name for name in names if name in {"locale", "__pycache__", "migrations"}]
