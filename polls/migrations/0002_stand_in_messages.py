"""A poll gets a number of its own, so that it can stand in a message as well as in a post.

Polls keep the number of their post as their own, so addresses that are known stay right.
"""

from itertools import islice

import django.db.models.deletion
from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connections, migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEPT = (
    "is_multiple", "is_anonymous", "lists_voters", "allows_options", "results", "ends_at",
    "closed_at", "voter_count",
)  # fmt: skip
BATCH = 1000


def number_polls(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write every poll into the new table, and let the next numbers follow."""
    new = apps.get_model("polls", "Numbered")
    rows = apps.get_model("polls", "Poll").objects.values("post_id", *KEPT)
    made = (new(id=row["post_id"], **row) for row in rows.iterator(chunk_size=BATCH))
    while batch := list(islice(made, BATCH)):
        new.objects.bulk_create(batch)
    _settle(schema_editor, new)


def name_after_posts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The way back: polls of posts get the number of their post, those of messages go."""
    numbered = apps.get_model("polls", "Numbered").objects
    numbered.filter(post=None).delete()
    old = apps.get_model("polls", "Poll")
    for row in numbered.values("id", "post_id", *KEPT).order_by("id"):
        pk = row.pop("id")
        old.objects.create(**row)
        _renumber(apps, pk, -row["post_id"])
    for pk in old.objects.values_list("pk", flat=True):
        _renumber(apps, -pk, pk)
    _settle(schema_editor)


def _renumber(apps: Apps, before: int, after: int) -> None:
    """Lead options and participations of one poll to another number, past the foreign keys."""
    for name in ("Option", "Participation"):
        apps.get_model("polls", name).objects.filter(poll_id=before).update(poll_id=after)


def _settle(schema_editor: BaseDatabaseSchemaEditor, *numbered: type[models.Model]) -> None:
    """Check foreign keys now, because tables with checks still to come cannot be changed."""
    connection = connections[schema_editor.connection.alias]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(numbered)):
            cursor.execute(statement)
    if connection.vendor == "postgresql":
        connection.check_constraints()


def _link(name: str, related_name: str, *, checked: bool) -> migrations.AlterField:
    """Lead a foreign key to the new table, at first without the database checking it."""
    to = models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        to="polls.numbered",
        db_constraint=checked,
    )
    return migrations.AlterField(model_name=name, name="poll", field=to)


def _place(to: str) -> models.OneToOneField:
    return models.OneToOneField(
        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=to
    )


class Migration(migrations.Migration):
    dependencies = [
        ("polls", "0001_initial"),
        ("feed", "0005_carry"),
        ("chat", "0003_carry"),
    ]

    operations = [
        migrations.CreateModel(
            name="Numbered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("post", _place("feed.post")),
                ("message", _place("chat.message")),
                ("is_multiple", models.BooleanField(default=False, verbose_name="several answers")),
                ("is_anonymous", models.BooleanField(default=False, verbose_name="anonymous")),
                (
                    "lists_voters",
                    models.BooleanField(
                        default=False, verbose_name="author sees who voted for what"
                    ),
                ),
                (
                    "allows_options",
                    models.BooleanField(default=False, verbose_name="voters may add answers"),
                ),
                (
                    "results",
                    models.CharField(
                        choices=[
                            ("always", "Always"),
                            ("voted", "After voting"),
                            ("closed", "After the end"),
                        ],
                        default="voted",
                        max_length=10,
                        verbose_name="results",
                    ),
                ),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                ("lasts", models.DurationField(editable=False, null=True)),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="closed"
                    ),
                ),
                (
                    "voter_count",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="votes"),
                ),
            ],
            options={"verbose_name": "poll", "verbose_name_plural": "polls"},
        ),
        migrations.RunPython(number_polls, migrations.RunPython.noop),
        _link("option", "options", checked=False),
        _link("participation", "participations", checked=False),
        migrations.RunPython(migrations.RunPython.noop, name_after_posts),
        _link("option", "options", checked=True),
        _link("participation", "participations", checked=True),
        migrations.DeleteModel("Poll"),
        migrations.RenameModel("Numbered", "Poll"),
        migrations.AlterField(
            model_name="poll",
            name="post",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="poll",
                to="feed.post",
            ),
        ),
        migrations.AlterField(
            model_name="poll",
            name="message",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="poll",
                to="chat.message",
            ),
        ),
        migrations.AddIndex(
            model_name="poll",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["ends_at"], name="polls_to_close"
            ),
        ),
        migrations.AddConstraint(
            model_name="poll",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_anonymous", True), ("lists_voters", True), _negated=True),
                name="anonymous_polls_list_nobody",
            ),
        ),
        migrations.AddConstraint(
            model_name="poll",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("message__isnull", False), ("post", None)),
                    models.Q(("message", None), ("post__isnull", False)),
                    _connector="OR",
                ),
                name="polls_stand_in_one_place",
            ),
        ),
    ]
