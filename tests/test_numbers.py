"""The reader's numbers of the code stay within their aims."""

from django.apps import apps

from bench import numbers


def test_every_app_is_counted():
    ours = {f"{app.label}/" for app in apps.get_app_configs() if not is_foreign(app)}
    assert {*numbers.PRODUCT, "demo/"} == ours | {"intranet/"}


def is_foreign(app):
    return ".venv" in app.path or not app.path.startswith(str(numbers.ROOT))


def test_functions_are_short_and_files_are_small():
    measured = numbers.measure(numbers.tracked())
    assert measured.median <= numbers.AIMS["median"]
    assert measured.p99 <= numbers.AIMS["p99"], measured.long_functions
    assert measured.longest <= numbers.AIMS["longest"], measured.longest_file


def test_the_length_of_a_function_leaves_its_docstring_out(tmp_path, monkeypatch):
    monkeypatch.setattr(numbers, "ROOT", tmp_path)
    file = tmp_path / "a.py"
    file.write_text('def f():\n    """Two\n    lines."""\n    a = 1\n    return a\n')
    assert list(numbers.function_lengths(file)) == [(2, "a.py:f")]
