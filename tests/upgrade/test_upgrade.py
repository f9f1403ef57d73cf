"""The database of every released version comes up with the code of today; nothing is lost."""

import json
import lzma

import pytest

from tests.intranet.processes import manage
from tests.upgrade.releases import FOLDER, FrozenEmbedded, FrozenServer, describe, installation

pytestmark = pytest.mark.slow
ENGINES = {
    FrozenEmbedded.suffix: pytest.mark.embedded,
    FrozenServer.suffix: pytest.mark.server,
}
FROZEN = [
    pytest.param(path, suffix, marks=mark, id=path.name)
    for suffix, mark in ENGINES.items()
    for path in sorted(FOLDER.glob("*" + suffix))
]


def test_each_release_is_frozen_on_both_databases():
    names = [{path.name.removesuffix(s) for path in FOLDER.glob("*" + s)} for s in ENGINES]
    assert names[0] == names[1] != set()


@pytest.mark.parametrize(("frozen", "suffix"), FROZEN)
def test_an_older_database_comes_up_with_todays_code(frozen, suffix, tmp_path):
    before = json.loads(frozen.with_suffix(".json").read_text())
    with installation(suffix, tmp_path) as site:
        site.load(lzma.decompress(frozen.read_bytes()))
        environment = site.environment(site.web)
        manage(environment, "prepare")
        manage(environment, "migrate", "--check")
        after = describe(site)
    lost = {table for table, count in before["rows"].items() if after["rows"].get(table) != count}
    assert not lost
    assert after["surveys"] == before["surveys"] != {}
    assert set(after["pages"].values()) == {200}
