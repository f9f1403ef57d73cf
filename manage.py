#!/usr/bin/env python
"""Django's command line."""

import os
import sys


def main() -> None:
    """Run one management command; a wrong setting ends it with one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intranet.settings")
    from django.core.management import execute_from_command_line

    from intranet.checks import read_settings

    read_settings()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
