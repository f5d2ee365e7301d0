"""Arrows only point down, and the ground floors stand alone (ARCHITECTURE.md)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_files import ROOT, SOURCE

PURE = ("units", "rules", "law")

IMPORT_EVERYTHING = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if ".tests" not in module.name:
        importlib.import_module(module.name)
foreign = {"django", "typer", "rich", "weasyprint", "docxtpl"} & set(sys.modules)
sys.exit(f"{sys.argv[1]} pulls in {sorted(foreign)}" if foreign else 0)
"""


def test_imports_follow_the_floors():
    command = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [command, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("room", PURE)
def test_the_ground_floors_import_without_the_web(room):
    if not (SOURCE / room).is_dir():
        pytest.skip(f"{room} is not built yet")
    clean = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_EVERYTHING, f"doudi.{room}"],
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
