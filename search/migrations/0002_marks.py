from django.db import migrations, models

from kit.database.full_text import FullText

FULL_TEXT = FullText("search_searchentry")


def empty(apps, editor):
    """Entries without marks would not be found; an empty index fills by itself."""
    if editor.connection.vendor == "sqlite":  # its columns are others now
        FULL_TEXT.drop(editor)
        FULL_TEXT.create(editor)
    for name in ("SearchEntry", "Rebuild", "Deletion", "Word"):
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
