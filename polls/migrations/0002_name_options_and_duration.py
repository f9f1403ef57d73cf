"""The field is called duration; its column stays. The other changes are labels."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Nothing changes in the database."""

    dependencies = [
        ("polls", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="poll",
            name="lasts",
            field=models.DurationField(db_column="lasts", editable=False, null=True),
        ),
        migrations.RenameField(model_name="poll", old_name="lasts", new_name="duration"),
        migrations.AlterField(
            model_name="poll",
            name="is_multiple",
            field=models.BooleanField(default=False, verbose_name="several options"),
        ),
        migrations.AlterField(
            model_name="poll",
            name="allows_options",
            field=models.BooleanField(default=False, verbose_name="voters may add options"),
        ),
        migrations.AlterField(
            model_name="option",
            name="text",
            field=models.CharField(max_length=120, verbose_name="option"),
        ),
    ]
