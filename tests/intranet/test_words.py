"""The words of the pages and of the administration, in both languages."""

from itertools import chain

from django.contrib import admin
from django.contrib.admin.utils import flatten, label_for_field
from django.utils.translation import override

SAME = {"id", "bot", "name", "status", "text", "webhook", "webhooks", "url", "bots"}  # in both


def labels(model, one):
    columns = flatten(one.list_display)
    shown = flatten([*(one.fields or ()), *one.readonly_fields])
    return [(model, name, one) for name in dict.fromkeys([*columns, *shown])]


def words_of_the_administration():
    admins = admin.site._registry.items()
    inlines = [(part.model, part) for _model, one in admins for part in one.inlines]
    found = chain.from_iterable(labels(model, one) for model, one in [*admins, *inlines])
    return [what for what in found if what[1] not in ("__str__", "action_checkbox")]


def test_every_column_of_the_administration_has_a_german_name():
    plain = []
    for model, name, one in words_of_the_administration():
        with override("en"):
            english = str(label_for_field(name, model, one))
        with override("de"):
            same = str(label_for_field(name, model, one)) == english
        if same and english.casefold() not in SAME:
            plain.append((model.__name__, name, english))
    assert plain == []
