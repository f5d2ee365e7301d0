"""Every package is locked with its hashes, comes from wherever the reader's tools are set to, and has a reason."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

from tests.architecture.source_files import ROOT, list_source_files, parse

LOCKS = ("setup", "node", "prod", "dev", "bench", "spark")
PYPROJECT = ROOT / "pyproject.toml"


def canonical(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def read_lock(group: str) -> dict[str, list[str]]:
    """package → its lines, the first being name==version."""
    packages: dict[str, list[str]] = {}
    name = ""
    for line in (ROOT / f"requirements/{group}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            packages[name].append(line)
        elif line and not line.startswith("#"):
            name = canonical(line)
            packages[name] = [line]
    return packages


@pytest.mark.parametrize("group", LOCKS)
def test_a_lock_holds_exact_versions_hashes_and_nothing_else(group):
    for name, (first, *hashes) in read_lock(group).items():
        assert re.match(r"[a-z0-9._-]+==[^=\s]+( ; .+)? \\$", first), f"{name}: {first}"
        assert hashes, f"{name} has no hash"
        assert all(re.match(r"    --hash=sha256:[0-9a-f]{64}( \\)?$", line) for line in hashes), (
            name
        )


def test_all_groups_fit_into_one_environment():
    versions: dict[str, set[str]] = {}
    for group in LOCKS:
        for name, (first, *_) in read_lock(group).items():
            versions.setdefault(name, set()).add(first.split()[0])
    assert not {name: found for name, found in versions.items() if len(found) > 1}, (
        "run `make lock`"
    )


def test_what_pyproject_asks_for_is_locked():
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    groups = project["dependency-groups"] | {"prod": project["project"]["dependencies"]}
    for group, requirements in groups.items():
        missing = {canonical(line) for line in requirements} - set(read_lock(group))
        assert not missing, f"run `make lock`: {group} lacks {missing}"


def test_every_dependency_says_what_it_is_for():
    text = PYPROJECT.read_text(encoding="utf-8")
    project = tomllib.loads(text)
    requirements = [
        *project["project"]["dependencies"],
        *chain.from_iterable(project["dependency-groups"].values()),
    ]
    silent = [line for line in requirements if not re.search(rf'"{re.escape(line)}", +# \S', text)]
    assert not silent


def test_what_a_server_installs_is_all_that_the_code_imports():
    """A package of the development group is there on every machine but the newcomer's."""
    homes, locked = packages_distributions(), set(read_lock("prod"))
    foreign: dict[str, list[str]] = {}
    for path in list_source_files():
        if path.name == "testing.py":
            continue
        for name in imported(path) - sys.stdlib_module_names - {"doudi"}:
            if not locked & {canonical(home) for home in homes.get(name, [])}:
                foreign.setdefault(name, []).append(path.name)
    optional = {"pyspark", "py4j"}  # the group of a province's cluster
    assert set(foreign) <= optional, foreign


def imported(path: Path) -> set[str]:
    """The packages that a file imports, wherever the line stands."""
    nodes = list(ast.walk(parse(path)))
    names = [a.name for n in nodes if isinstance(n, ast.Import) for a in n.names]
    names += [n.module or "" for n in nodes if isinstance(n, ast.ImportFrom) and not n.level]
    return {name.partition(".")[0] for name in names}
