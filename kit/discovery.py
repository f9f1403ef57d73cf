"""What an app brings along in files of an agreed name: `urls.py`, `navigation.py`, `worker.js`."""

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule


def modules(name: str) -> list[ModuleType]:
    """The modules of this name in the installed apps of this project, the lowest app first."""
    return _modules(name, tuple(apps.app_configs))


@cache
def _modules(name: str, labels: tuple[str, ...]) -> list[ModuleType]:
    """Looked up on the disk once for every set of installed apps: pages and mails ask again."""
    installed = map(apps.get_app_config, labels)
    ours = [app for app in installed if Path(app.path).parent == settings.BASE_DIR]
    found = (app for app in ours if app.module and module_has_submodule(app.module, name))
    return [import_module(f"{app.name}.{name}") for app in found]


def files(name: str) -> list[Path]:
    """The files of this name, which are no modules, in the same apps and order."""
    ours = [app for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    return [path for app in ours if (path := Path(app.path) / name).is_file()]


def declared(module: str, name: str) -> list[Any]:
    """All that apps list under `name` in their modules of this name."""
    return [one for found in modules(module) for one in getattr(found, name, ())]


def in_order(module: str, name: str) -> list[Any]:
    """The same, by the `order` that each of them names."""
    return sorted(declared(module, name), key=lambda one: one.order)
