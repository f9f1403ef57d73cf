"""Labels as an English speaker would write them; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Labels only."""

    dependencies = [
        ("spaces", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="audiencerule",
            options={"verbose_name": "audience rule", "verbose_name_plural": "audience rules"},
        ),
        migrations.AlterModelOptions(
            name="joinrequest",
            options={"verbose_name": "join request", "verbose_name_plural": "join requests"},
        ),
        migrations.AlterField(
            model_name="space",
            name="access",
            field=models.CharField(
                choices=[
                    ("open", "Open: everyone reads and may join"),
                    ("closed", "Closed: members read, others may ask to join"),
                    ("secret", "Secret: only members know it exists"),
                ],
                default="open",
                max_length=20,
                verbose_name="access",
            ),
        ),
    ]
