from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feed", "0004_close_comments"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="carries",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=20
            ),
        ),
    ]
