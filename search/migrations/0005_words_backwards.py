from django.db import migrations, models
from django.db.models.functions import Reverse


def fill(apps, editor):
    """Words that are known already: nothing else about them changes."""
    apps.get_model("search", "Word").objects.update(backwards=Reverse("stem"))


class Migration(migrations.Migration):
    dependencies = [("search", "0004_open_words")]

    operations = [
        migrations.AddField(
            model_name="word",
            name="backwards",
            field=models.CharField(db_index=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
