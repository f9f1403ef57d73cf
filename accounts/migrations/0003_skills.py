"""What people can help with gets a field of its own, and words to find it by."""

from django.db import migrations, models

import accounts.fields


class Migration(migrations.Migration):
    """Two columns, empty at first."""

    dependencies = [
        ("accounts", "0002_reword_labels"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="skill_words",
            field=accounts.fields.DerivedTextField(
                "skills", default="", editable=False, write="words"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="skills",
            field=models.CharField(blank=True, max_length=504, verbose_name="can help with"),
        ),
        migrations.AlterField(
            model_name="user",
            name="search_words",
            field=accounts.fields.DerivedTextField(
                "first_name",
                "last_name",
                "job_title",
                "department",
                "place",
                "spoken",
                "skills",
                "about",
                default="",
                editable=False,
                write="words",
            ),
        ),
    ]
