from django.db import migrations, models

from kit.database.full_text import FullText


def empty(apps, editor):
    """Entries without marks would not be found; an empty index fills by itself."""
    entries = apps.get_model("search", "SearchEntry").objects
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DELETE FROM {FullText('search_searchentry').index}")
    entries.all().delete()
    for name in ("Rebuild", "Deletion", "Word"):
        apps.get_model("search", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0001_index")]

    operations = [
        migrations.AddField(
            model_name="rebuild",
            name="moved_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(empty, migrations.RunPython.noop),
    ]
