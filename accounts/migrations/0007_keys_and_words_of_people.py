from django.db import migrations, models

import accounts.fields

CHUNK = 500


def find_by_what_people_say(apps, schema_editor):
    """Write the words anew, now with those of "about me"."""
    people = apps.get_model("accounts", "User").objects.exclude(about="").order_by("pk")
    rows = []
    for person in people.iterator(CHUNK):
        rows.append(person)
        if len(rows) == CHUNK:
            people.bulk_update(rows, ["search_words"])
            rows = []
    people.bulk_update(rows, ["search_words"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_urgent_calls")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="has_keys",
            field=models.BooleanField(
                default=True,
                help_text="Press ? on any page to see them.",
                verbose_name="single keys as shortcuts",
            ),
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
                "about",
                default="",
                editable=False,
                write="words",
            ),
        ),
        migrations.RunPython(find_by_what_people_say, migrations.RunPython.noop),
    ]
