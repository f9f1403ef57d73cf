"""Messages are found by the index of the search; their own column of words goes."""

from django.db import migrations


class Migration(migrations.Migration):
    """On the way back the column is empty until a message is written anew."""

    dependencies = [
        ("chat", "0002_reword_labels"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="message",
            name="search_words",
        ),
    ]
