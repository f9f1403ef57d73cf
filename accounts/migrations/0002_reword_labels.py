"""Labels as an English speaker would write them; nothing changes in the database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Labels only."""

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="companyhours",
            name="earliest",
            field=models.TimeField(
                blank=True,
                help_text="Applies to everyone outside their shifts, whatever they choose.",
                null=True,
                verbose_name="never before",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="responsible",
            field=models.ForeignKey(
                blank=True,
                help_text="The person accountable for what the bot does.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bots",
                to=settings.AUTH_USER_MODEL,
                verbose_name="responsible",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="theme",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Same as the device"),
                    ("light", "Light"),
                    ("dark", "Dark"),
                    ("sun", "Sunlight"),
                ],
                max_length=10,
                verbose_name="theme",
            ),
        ),
    ]
