"""The reader's numbers of the code stay within their aims."""

from django.apps import apps

from bench import numbers


def test_every_app_is_counted():
    ours = {f"{app.label}/" for app in apps.get_app_configs() if not is_foreign(app)}
    assert {*numbers.PRODUCT, "demo/"} == ours | {"intranet/"}


def is_foreign(app):
    return ".venv" in app.path or not app.path.startswith(str(numbers.ROOT))


def test_every_aim_is_reached():
    assert numbers.measure(numbers.tracked()).misses() == []


def test_lines_that_stand_twice_are_found_in_whatever_files(tmp_path, monkeypatch):
    monkeypatch.setattr(numbers, "ROOT", tmp_path)
    copied = [f"    carefully_computed_total += number_of_rows * {n}" for n in range(6)]
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("\n".join([f"def {name[0]}():", *copied, "    return 1"]))
    files = [tmp_path / "a.py", tmp_path / "b.py"]
    assert numbers.duplicates(files) == ["a.py:2 = b.py:2", "a.py:3 = b.py:3"]
    assert numbers.duplicates(files[:1]) == []


def test_the_length_of_a_function_leaves_its_docstring_out(tmp_path, monkeypatch):
    monkeypatch.setattr(numbers, "ROOT", tmp_path)
    file = tmp_path / "a.py"
    file.write_text('def f():\n    """Two\n    lines."""\n    a = 1\n    return a\n')
    assert list(numbers.function_lengths(file)) == [(2, "a.py:f")]
