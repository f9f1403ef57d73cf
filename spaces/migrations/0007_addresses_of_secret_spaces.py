"""The addresses of secret spaces hold their names: give them addresses that are chance."""

import secrets
from typing import Any

from django.db import migrations


def readdress(apps: Any, schema_editor: Any) -> None:
    """New addresses; old links end, because they say what they led to."""
    Space = apps.get_model("spaces", "Space")
    for space in Space.objects.filter(access="secret").only("slug"):
        Space.objects.filter(pk=space.pk).update(slug=f"s-{secrets.token_hex(8)}")


class Migration(migrations.Migration):
    dependencies = [("spaces", "0006_added_from_outside")]
    operations = [migrations.RunPython(readdress, migrations.RunPython.noop)]
