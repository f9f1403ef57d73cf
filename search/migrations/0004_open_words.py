from django.db import migrations, models


def build_anew(apps, editor):
    """What weighs and corrects comes from entries that are open: each says so when it is built."""
    entries, rebuild = (apps.get_model("search", name) for name in ("SearchEntry", "Rebuild"))
    for source in entries.objects.order_by().values_list("source", flat=True).distinct():
        begin = {"last": 0, "done": 0, "moved_at": None}
        rebuild.objects.update_or_create(source=source, defaults=begin)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_indexed_source")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="is_open",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="word",
            name="open_documents",
            field=models.IntegerField(default=0),
        ),
        migrations.RunPython(build_anew, migrations.RunPython.noop),
    ]
