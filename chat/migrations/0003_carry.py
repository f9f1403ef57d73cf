from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0002_watch_webhooks"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="carries",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=20
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("text", "Message"),
                    ("created", "Conversation begun"),
                    ("added", "Person added"),
                    ("left", "Person left"),
                    ("removed", "Person removed"),
                    ("renamed", "Name changed"),
                    ("outcome", "Result"),
                ],
                default="text",
                max_length=10,
            ),
        ),
    ]
