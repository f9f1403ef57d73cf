"""Labels as an English speaker would write them; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Labels only."""

    dependencies = [
        ("surveys", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="survey",
            name="shown_to",
            field=models.CharField(
                choices=[
                    ("author", "Only the author"),
                    ("audience", "Everyone who is asked, after it has ended"),
                ],
                default="audience",
                max_length=20,
                verbose_name="who sees the results",
            ),
        ),
    ]
