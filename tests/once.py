"""Which tests the whole run does not repeat on SQLite: those that no database can answer otherwise.

Everything runs on PostgreSQL. Repeated are actions, queries, locks, races, counters, full text,
the outbox, migrations, budgets, the whole access table (one visit to every address), and whatever
no pattern below knows, so a new file is repeated until somebody says otherwise here.
`bin/test --fast` and `bin/test <path>` leave out nothing.
"""

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
# Doors: pages, REST and administration. What they call is tested below them, and repeated.
DOORS = """
    */test_pages*.py */test_*_pages.py */test_views.py */test_api*.py */test_*_api.py
    */test_admin*.py */test_hostile.py
    accounts/test_doors.py accounts/test_requests.py accounts/test_reset.py
    accounts/test_second_factor.py accounts/test_sign_in.py
    chat/test_previews.py chat/test_webhooks.py feed/test_kinds.py intranet/test_shell.py
    kit/test_exceptions.py kit/test_middleware.py kit/test_ui.py kit/test_uploads.py
    notifications/test_preferences.py surveys/test_texts.py
"""
# Paper: code, words, pictures, addresses, frames. Asking for rows is not what they are about.
PAPER = """
    test_architecture.py test_numbers.py test_promises.py test_registries.py test_words.py
    intranet/test_words.py
    accounts/test_quiet_plan.py intranet/test_processes.py demo/test_people.py demo/test_pictures.py
    demo/test_posts.py kit/test_assets.py kit/test_bodies.py kit/test_brand_colour.py
    kit/test_server_internals.py kit/test_wsgi_to_asgi.py
    intranet/test_device.py intranet/test_manifest.py
    kit/test_commands.py kit/test_compression.py kit/test_fetch.py kit/test_protocol.py
    kit/test_link_hosts.py kit/test_logs.py kit/test_unicode_names.py kit/test_pictures.py
    kit/test_rendering.py kit/test_template_loaders.py
    surveys/test_blind.py surveys/test_questionnaire.py
"""
ONCE = (DOORS + PAPER).split()


def is_once(item: pytest.Item) -> bool:
    """Whether PostgreSQL alone is enough for it; for what really writes it never is."""
    database = item.get_closest_marker("django_db")
    if item.get_closest_marker("embedded") or (database and database.kwargs.get("transaction")):
        return False
    path = item.path.relative_to(TESTS).as_posix()
    return any(fnmatch(path, pattern) for pattern in ONCE)
