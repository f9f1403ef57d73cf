"""The real settings without the apps that MISSING names."""

import os

from intranet import settings as real
from intranet.settings import *  # noqa: F403

INSTALLED_APPS = [app for app in real.INSTALLED_APPS if app not in os.environ["MISSING"].split()]
