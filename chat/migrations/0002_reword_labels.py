"""Labels as an English speaker would write them; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Labels only."""

    dependencies = [
        ("chat", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="conversation",
            name="history",
            field=models.CharField(
                choices=[
                    ("start", "Everything from the start"),
                    ("joining", "Only what is written after they join"),
                ],
                default="start",
                max_length=10,
                verbose_name="history",
            ),
        ),
    ]
