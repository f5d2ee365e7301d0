"""`doudi demo county`, and what `doudi serve --county` does on its first start: the fictional county, written and imported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from doudi.config.database import open_database, prepare_django
from doudi.config.environment import Environment
from doudi.units.text import refusal

FOLDER, LOADED = "demo-county", "loaded"
Say = Callable[[str], None]


def write_files(folder: Path, size: str, seed: int, on: date, say: Say) -> None:
    """Only the files, for trying the import by hand. Raises ProblemsError: the folder holds something already."""
    prepare_django()
    from doudi.foundation.rulebook import get_rulebook
    from doudi.registry.demo.county import Size, write_county

    if folder.exists() and any(folder.iterdir()):
        raise refusal(
            "文件夹里已经有文件，请换一个",
            "the folder holds files already; choose another",
            where=str(folder),
        )
    for entry in write_county(folder, get_rulebook(), Size(size), seed, on):
        say(f"{folder / entry['file']}  {entry['rows']:,}")


def load(environment: Environment, size: str, seed: int, on: date, say: Say) -> dict[str, Any]:
    """Accounts, places and people into this installation's register; begun once, it goes on where it stopped.

    Raises ProblemsError: not a trial; or people are registered who are not the fictional county's.
    """
    if not environment.is_demo:
        raise refusal("虚构的县只用于试用", "the fictional county is for a trial only")
    open_database(environment)
    from doudi.care.demo import make_care
    from doudi.casework.demo.load import make_cases
    from doudi.foundation.access import system
    from doudi.payments.demo.load import make_payments
    from doudi.registry.demo.county import Size
    from doudi.registry.demo.load import has_people, make_trial

    folder = environment.data / FOLDER
    if not folder.exists() and has_people(system("demo")):
        raise refusal(
            "已经登记了居民，不再载入虚构的县",
            "people are registered already; the fictional county is not loaded over them",
        )
    counts = make_trial(folder=folder, size=Size(size), seed=seed, on=on, say=say)
    make_cases(on=on, say=say)
    make_payments(on=on, say=say)
    make_care(on=on, say=say)
    (folder / LOADED).write_text(f"{size} {seed} {on.isoformat()}\n", encoding="utf-8")
    return counts


def load_once(environment: Environment, size: str, on: date, say: Say) -> None:
    """On the first start of a trial; later starts find it loaded, or people registered by hand, and leave it."""
    open_database(environment)
    from doudi.foundation.access import system
    from doudi.registry.demo.load import has_people

    folder = environment.data / FOLDER
    if (folder / LOADED).exists() or (not folder.exists() and has_people(system("demo"))):
        return
    say("第一次启动：正在导入虚构的安和县 / First start: importing the fictional county of Anhe …")
    load(environment, size, 1, on, say)
