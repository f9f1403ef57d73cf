import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kit.database.server_time


class Migration(migrations.Migration):
    dependencies = [
        ("kit", "0002_texts_of_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ResumableUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "client_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="client id"),
                ),
                (
                    "client_digest",
                    models.CharField(
                        default="", editable=False, max_length=64, verbose_name="digest"
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=60, unique=True)),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "description",
                    models.CharField(blank=True, max_length=500, verbose_name="description"),
                ),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                ("offset", models.PositiveBigIntegerField(default=0)),
                ("file_key", models.CharField(blank=True, default="", max_length=60)),
                ("created_at", models.DateTimeField(default=kit.database.server_time.now)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UploadPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("offset", models.PositiveBigIntegerField()),
                ("file", models.CharField(max_length=200)),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="kit.resumableupload",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="resumableupload",
            index=models.Index(fields=["created_at"], name="kit_uploads_by_age"),
        ),
        migrations.AddConstraint(
            model_name="resumableupload",
            constraint=models.UniqueConstraint(
                models.F("author"), models.F("client_id"), name="one_upload_per_client_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="uploadpart",
            constraint=models.UniqueConstraint(
                models.F("upload"), models.F("offset"), name="one_part_per_offset"
            ),
        ),
    ]
