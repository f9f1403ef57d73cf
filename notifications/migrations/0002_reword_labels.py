"""Labels as an English speaker would write them; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Labels only."""

    dependencies = [
        ("notifications", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="companyrule",
            options={"verbose_name": "company rule", "verbose_name_plural": "company rules"},
        ),
        migrations.AlterModelOptions(
            name="pushdevice",
            options={"verbose_name": "push device", "verbose_name_plural": "push devices"},
        ),
        migrations.AlterField(
            model_name="companyrule",
            name="channel",
            field=models.CharField(
                choices=[
                    ("bell", "Bell"),
                    ("push", "Mobile"),
                    ("mail", "E-mail"),
                    ("digest", "Digest"),
                ],
                max_length=10,
                verbose_name="channel",
            ),
        ),
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
        migrations.AlterField(
            model_name="mail",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("sent", "Sent"),
                    ("dropped", "No longer needed"),
                    ("failed", "Failed"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="state",
            ),
        ),
    ]
