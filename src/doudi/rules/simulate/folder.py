"""The folder of results: written beside its place, and put there only when it is whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from doudi.units.text import ProblemsError, refusal

SUMMARY = "summary.json"
HOUSEHOLDS = "households.parquet"
TABLES = "tables.xlsx"
PAGE = "index.html"
MARK = "doudi simulate"


@contextmanager
def result_folder(out: Path, *, force: bool = False) -> Iterator[Path]:
    """A draft of the folder `out`; it takes its place when the block ends well, and goes away when it does not.

    Raises:
        ProblemsError: `out` is a file, or a folder with something in it (an earlier result only with `force`), or
            another draft of it is there (unless `force`), or it cannot be written.
    """
    _check(out, force)
    draft, old = (out.with_name(f".{out.name}.{end}") for end in ("part", "old"))
    if force:
        shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
    except FileExistsError as error:
        raise refusal(
            "另一次测算正在写这个文件夹；如果是上次中断留下的，请加 --force",
            "another simulation is writing this folder; if it was left by one that broke off, add --force",
            where=str(draft),
        ) from error
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        yield draft
        shutil.rmtree(old, ignore_errors=True)
        if out.exists():
            out.rename(old)
        draft.rename(out)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _check(out: Path, force: bool) -> None:
    if out.exists() and not out.is_dir():
        raise refusal("这是一个文件，不是文件夹", "this is a file, not a folder", where=str(out))
    if not out.is_dir() or not any(out.iterdir()):
        return
    if not _is_result(out):
        raise refusal(
            "文件夹不是空的，也不是以前的测算结果；请另选一个文件夹",
            "the folder is not empty and no earlier result; choose another",
            where=str(out),
        )
    if not force:
        raise refusal(
            "文件夹里已有测算结果；要覆盖请加 --force",
            "the folder holds an earlier result; add --force to replace it",
            where=str(out),
        )


def _is_result(out: Path) -> bool:
    """Nothing but what a simulation writes, with its mark in the summary."""
    names = {SUMMARY, HOUSEHOLDS, TABLES, PAGE}
    try:
        summary = json.loads((out / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    marked = isinstance(summary, dict) and summary.get("made_by") == MARK
    return marked and all(path.name in names for path in out.iterdir())


def _unwritable(out: Path, error: OSError) -> ProblemsError:
    return refusal(
        f"写不进这个文件夹：{error.strerror}",
        f"the folder cannot be written: {error.strerror}",
        where=str(out),
    )
