"""What an app brings along in files of an agreed name: `urls.py`, `navigation.py` and others."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule


def modules(name: str) -> list[ModuleType]:
    """The modules of this name in the installed apps of this project, the lowest app first."""
    ours = [app for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    found = (app for app in ours if app.module and module_has_submodule(app.module, name))
    return [import_module(f"{app.name}.{name}") for app in found]


def declared(module: str, name: str) -> list[Any]:
    """All that apps list under `name` in their modules of this name."""
    return [one for found in modules(module) for one in getattr(found, name, ())]
