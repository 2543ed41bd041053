"""The schema engine: the native one where it runs, else a stand-in that is complete or not there."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from podium.errors import ConfigurationError, InstallError, ToolMissing
from podium.toolchain import Engine, Prisma, Setting, prisma_engine
from podium.toolchain.engine import ENGINES, NO_MIRROR, nearest
from podium.toolchain.prisma_configuration import database_names, read_configuration


def pretend(root: Path, version: str, *, engine: str = "") -> None:
    """An installed Prisma of this version, with a native engine that is this script."""
    packages = {"prisma": version, "@prisma/engines": version, "@prisma/engines-version": f"{version}-1.abcdef"}
    for name, number in packages.items():
        folder = root / "node_modules" / name
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps({"name": name, "version": number}))
    if engine:
        path = root / "node_modules" / "@prisma" / "engines" / "schema-engine-debian"
        path.write_text(engine)
        path.chmod(0o755)


def test_a_native_engine_that_runs_is_used(tmp_path: Path) -> None:
    pretend(tmp_path, "6.1.0", engine="#!/bin/sh\necho schema-engine-cli 123abc\n")
    engine = prisma_engine(tmp_path, cache=tmp_path / "cache")
    assert (engine.kind, engine.version) == ("native", "123abc")
    assert engine.env["PRISMA_SCHEMA_ENGINE_BINARY"] == str(engine.path) and engine.path.name == "schema-engine-debian"


@pytest.mark.parametrize("engine", ["", "#!/bin/sh\nexit 1\n", "#!/not/there\n"])
def test_an_old_prisma_whose_engine_does_not_run_has_none_for_migrations(tmp_path: Path, engine: str) -> None:
    pretend(tmp_path, "5.22.0", engine=engine)
    found = prisma_engine(tmp_path, cache=tmp_path / "cache")
    assert found.kind == "none" and "no schema engine for Prisma 5.22.0" in found.lacking
    assert set(found.env.values()) == {str(found.path), NO_MIRROR} and found.path.is_file()


def test_what_needs_an_engine_is_refused_where_there_is_none(tmp_path: Path) -> None:
    lacking = Engine(kind="none", version="", path=tmp_path, files=tmp_path, lacking="there is none")
    old = Prisma(
        root=tmp_path,
        version="5.22.0",
        schema=tmp_path,
        migrations=tmp_path,
        engine=lacking,
        setting=Setting(),
        command=("prisma",),
    )
    with pytest.raises(ToolMissing, match="there is none") as caught:
        old.deploy("postgresql://nobody@127.0.0.1/nothing")
    assert "6.16" in caught.value.hint


def test_a_prisma_that_cannot_even_generate_without_an_engine_is_refused(tmp_path: Path) -> None:
    pretend(tmp_path, "4.8.1")
    with pytest.raises(ToolMissing, match=r"no schema engine for Prisma 4\.8\.1"):
        prisma_engine(tmp_path, cache=tmp_path / "cache")


def test_without_prisma_there_is_no_engine(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing, match="prisma is not installed"):
        prisma_engine(tmp_path, cache=tmp_path / "cache")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("7.8.0-6.aaa", "7.8.0-6.aaa"),
        ("7.8.0-9.bbb", "7.8.0-6.aaa"),
        ("7.8.0-10.bbb", "7.8.0-10.ccc"),
        ("8.1.0-1.ddd", "7.8.0-10.ccc"),
        ("6.0.0-1.eee", "7.8.0-6.aaa"),
    ],
)
def test_the_nearest_engine_is_the_newest_that_is_not_newer(wanted: str, found: str) -> None:
    assert nearest(wanted, ("7.8.0-6.aaa", "7.8.0-10.ccc", "8.1.0-2.fff")) == found


def test_every_replacement_in_the_table_is_itself_published() -> None:
    table = json.loads(ENGINES.read_text())
    assert set(table["instead"].values()) <= set(table["published"])


@pytest.mark.slow
def test_an_installation_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    pretend(tmp_path, "7.10.0")
    nowhere = Setting(environment={"npm_config_registry": "http://127.0.0.1:9", "npm_config_fetch_retries": "0"})
    with pytest.raises(InstallError) as caught:
        prisma_engine(tmp_path, cache=tmp_path / "cache", setting=nowhere)
    assert "registry cannot be reached" in caught.value.hint
    assert [path.name for path in (tmp_path / "cache").iterdir() if path.name != "npm"] == []


def test_what_a_killed_installation_left_is_swept_and_never_taken_for_an_engine(tmp_path: Path) -> None:
    pretend(tmp_path, "6.1.0", engine="#!/bin/sh\necho x y\n")
    old, new = tmp_path / "cache" / ".new-old", tmp_path / "cache" / ".new-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
    long_ago = time.time() - 100_000
    os.utime(old, (long_ago, long_ago))
    assert prisma_engine(tmp_path, cache=tmp_path / "cache").files.name.startswith("prisma-")
    assert new.exists() and not old.exists()


def test_threads_and_processes_that_install_at_once_share_one_folder(tmp_path: Path) -> None:
    pretend(tmp_path, "6.1.0", engine="#!/bin/sh\necho x y\n")
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(prisma_engine, tmp_path, cache=tmp_path / "cache") for _ in range(8)]
        files = {asking.result().files for asking in asked}
    assert len(files) == 1 and list((tmp_path / "cache").iterdir()) == list(files)


KILLED = """
import sys
from pathlib import Path
from podium.toolchain import prisma_engine
print("begun", flush=True)
prisma_engine(Path(sys.argv[1]), cache=Path(sys.argv[2]))
"""


@pytest.mark.slow
def test_an_installation_killed_half_way_leaves_no_engine(tmp_path: Path) -> None:
    pretend(tmp_path, "7.10.0")
    command = (sys.executable, "-c", KILLED, str(tmp_path), str(tmp_path / "cache"))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        until = time.monotonic() + 20
        while not list((tmp_path / "cache").glob(".new-*/package.json")) and time.monotonic() < until:
            time.sleep(0.01)
        process.kill()
    assert list((tmp_path / "cache").glob(".new-*")) and not list((tmp_path / "cache").glob("prisma-*"))


def schema(root: Path, text: str = 'datasource db {\n  url = env("A_URL")\n}\n') -> Path:
    root.mkdir(parents=True, exist_ok=True)
    (root / "schema.prisma").write_text(text)
    return root / "schema.prisma"


def read(root: Path) -> dict[str, object]:
    return read_configuration(root, script=Path("/none"), package=Path("/none"), setting=Setting())


def test_without_a_configuration_the_schema_is_where_prisma_looks(tmp_path: Path) -> None:
    path = schema(tmp_path / "prisma")
    assert read(tmp_path) == {"schema": str(path), "migrations": {"path": str(tmp_path / "prisma" / "migrations")}}


def test_package_json_may_name_the_schema(tmp_path: Path) -> None:
    path = schema(tmp_path / "db")
    (tmp_path / "package.json").write_text('{"prisma": {"schema": "db/schema.prisma"}}')
    assert read(tmp_path)["schema"] == str(path)


def test_a_project_without_a_schema_is_told_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"prisma/schema\.prisma"):
        read(tmp_path)


def test_a_schema_of_several_files_has_its_migrations_beside_the_datasource(tmp_path: Path) -> None:
    schema(tmp_path / "db" / "schema")
    (tmp_path / "db" / "schema" / "models").mkdir()
    (tmp_path / "db" / "schema" / "models" / "a.prisma").write_text("model A {\n  id Int @id\n}\n")
    (tmp_path / "package.json").write_text('{"prisma": {"schema": "db/schema"}}')
    assert read(tmp_path)["migrations"] == {"path": str(tmp_path / "db" / "schema" / "migrations")}


def test_the_variables_of_a_datasource_are_found_and_a_url_in_clear_has_no_name(tmp_path: Path) -> None:
    text = (
        'datasource db {\n  url       = env("A_URL")\n  directUrl = "postgresql://x"\n}\nmodel B {\n  url String\n}\n'
    )
    assert database_names(schema(tmp_path, text)) == {"url": "A_URL", "directUrl": ""}
