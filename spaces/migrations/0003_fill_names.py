from django.db import migrations


def fill(apps, schema_editor):
    """Write the derived columns of spaces that were there before them."""
    Space = apps.get_model("spaces", "Space")
    for space in Space.objects.filter(sort_name="").iterator(chunk_size=500):
        space.save(update_fields=["sort_name", "search_words"])


class Migration(migrations.Migration):
    dependencies = [("spaces", "0002_sort_and_search_names")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
