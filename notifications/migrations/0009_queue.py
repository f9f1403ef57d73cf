"""Deliveries and mails become durable queues like the outbox: what is over has no `due_at`."""

from django.db import migrations, models
from django.db.models import F, Q

import kit.database.server_time

WAITS = Q(due_at__isnull=False)


def empty_the_ended(apps, schema_editor):
    """What was sent, dropped or given up is due no more."""
    rows = apps.get_model("notifications", "Delivery").objects.exclude(state="waiting")
    rows.update(due_at=None)


def fill_the_ended(apps, schema_editor):
    """Before, every delivery said when it was due, and went by its state."""
    rows = apps.get_model("notifications", "Delivery").objects.filter(due_at=None)
    rows.update(due_at=F("since"))


class Migration(migrations.Migration):
    dependencies = [("notifications", "0008_order_unread_and_untold")]

    operations = [
        migrations.RemoveConstraint("delivery", "waits_once"),
        migrations.RemoveIndex("delivery", "deliveries_due"),
        migrations.RemoveIndex("delivery", "deliveries_waiting"),
        migrations.RemoveIndex("delivery", "deliveries_by_age"),
        migrations.RemoveIndex("mail", "mails_due"),
        migrations.RenameField("delivery", "settled_at", "done_at"),
        migrations.AlterField(
            "delivery", "done_at", models.DateTimeField(null=True, verbose_name="done at")
        ),
        migrations.AlterField(
            "delivery",
            "due_at",
            models.DateTimeField(
                default=kit.database.server_time.now, null=True, verbose_name="next attempt"
            ),
        ),
        migrations.AddField(
            "delivery",
            "problem",
            models.TextField(blank=True, default="", verbose_name="last problem"),
            preserve_default=False,
        ),
        migrations.AlterField(
            "mail",
            "due_at",
            models.DateTimeField(
                default=kit.database.server_time.now, null=True, verbose_name="next attempt"
            ),
        ),
        migrations.AlterField(
            "mail", "problem", models.TextField(blank=True, verbose_name="last problem")
        ),
        migrations.RunPython(empty_the_ended, fill_the_ended),
        migrations.AddIndex(
            "delivery", models.Index("due_at", "id", condition=WAITS, name="deliveries_due")
        ),
        migrations.AddIndex(
            "delivery", models.Index("recipient", condition=WAITS, name="deliveries_waiting")
        ),
        migrations.AddIndex("delivery", models.Index("done_at", name="deliveries_by_age")),
        migrations.AddIndex(
            "mail", models.Index("due_at", "id", condition=WAITS, name="mails_due")
        ),
        migrations.AddConstraint(
            "delivery",
            models.UniqueConstraint("notification", "channel", condition=WAITS, name="waits_once"),
        ),
    ]
