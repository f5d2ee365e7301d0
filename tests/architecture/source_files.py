"""Which files the architecture tests read, and how."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/doudi"


@cache
def list_tracked_files() -> tuple[Path, ...]:
    """What a clone would hold, and what is new and not ignored."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listing.stdout.decode().split("\0")
    return tuple(ROOT / name for name in sorted(set(names)) if name and (ROOT / name).is_file())


def list_source_files(*packages: str) -> list[Path]:
    """Python files of the house, or of some of its rooms; tests are not counted."""
    folders = [SOURCE / package for package in packages] or [SOURCE]
    return [
        path
        for path in list_tracked_files()
        if path.suffix == ".py"
        and any(path.is_relative_to(folder) for folder in folders)
        and "tests" not in path.relative_to(SOURCE).parts
    ]


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def walk(paths: list[Path]) -> Iterator[tuple[str, ast.AST]]:
    """Every node with its place, written as editors open it: file:line."""
    for path in paths:
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(parse(path)):
            yield f"{name}:{getattr(node, 'lineno', 0)}", node
