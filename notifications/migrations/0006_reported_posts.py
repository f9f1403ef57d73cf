from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_added_from_outside")]

    operations = [
        migrations.AlterField(
            model_name="mail",
            name="kind",
            field=models.CharField(
                choices=[("news", "News"), ("digest", "Summary"), ("report", "Reported post")],
                max_length=10,
                verbose_name="kind",
            ),
        ),
    ]
