"""A mail that tells notifications is called so; its value in the database stays `news`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A label only: nothing changes in the database."""

    dependencies = [
        ("notifications", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mail",
            name="kind",
            field=models.CharField(
                choices=[
                    ("news", "Notification"),
                    ("digest", "Digest"),
                    ("report", "Reported post"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
    ]
