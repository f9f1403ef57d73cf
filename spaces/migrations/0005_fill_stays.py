from itertools import islice

from django.db import migrations

BATCH = 1_000


def fill(apps, schema_editor):
    """Begin the stays of everybody who belongs to a space already."""
    Membership, Stay = apps.get_model("spaces", "Membership"), apps.get_model("spaces", "Stay")
    rows = Membership.objects.filter(user__is_active=True).iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        Stay.objects.bulk_create(
            (
                Stay(space_id=row.space_id, user_id=row.user_id, began_at=row.joined_at)
                for row in batch
            ),
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("spaces", "0004_audiences_and_stays"), ("accounts", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
