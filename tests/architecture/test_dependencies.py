"""Every package is locked with its hashes, comes from wherever the reader's tools are set to, and has a reason."""

import re
import tomllib
from itertools import chain

import pytest

from tests.architecture.source_files import ROOT

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
