"""`doudi import`: a ledger into the register from the command line, under somebody's posting."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from doudi.config.database import open_database
from doudi.config.environment import Environment
from doudi.foundation.access import Viewer
from doudi.units.text import ProblemsError, Text, refusal

SHOWN = {
    "rows": Text("行", "rows"),
    "good": Text("没有问题的行", "good rows"),
    "bad": Text("有问题的行", "bad rows"),
    "households_new": Text("新登记家庭", "new households"),
    "households_changed": Text("更新家庭", "changed households"),
    "persons_new": Text("新登记居民", "new persons"),
    "persons_changed": Text("更新居民", "changed persons"),
    "supporters_new": Text("新登记义务人", "new supporters"),
    "facts_new": Text("新登记情况", "new facts"),
    "touched": Text("写入的行", "rows written"),
}


def import_file(
    environment: Environment,
    path: Path,
    *,
    user: str,
    ledger: str,
    mapping: Path | None,
    mode: str,
    on: date,
    lang: str,
    say: Callable[[str], None],
) -> None:
    """Upload, check and apply; prints the counts and the first faults.

    `mapping`: a JSON file with `columns` and `options`, "" lets the header say. Raises ProblemsError.
    """
    open_database(environment)
    from doudi.foundation.access import acting
    from doudi.registry.imports.staging import read_faults
    from doudi.registry.services.imports import (
        get_import,
        import_ledger,
        match_columns,
        upload_ledger,
    )

    viewer = _viewer(user, on)
    given = _mapping(mapping)
    content = _content(path)
    with acting(viewer):
        record = upload_ledger(
            actor=viewer, file_name=path.name, content=content, on=on, ledger=ledger
        )
        if given:
            columns = given.get("columns") or record.mapping["columns"]
            options = record.mapping["options"] | given.get("options", {})
            match_columns(
                actor=viewer, import_id=record.pk, on=on, columns=columns, options=options
            )
    counts = import_ledger(actor=viewer, import_id=record.pk, on=on, mode=mode)
    for name, text in SHOWN.items():
        if name in counts:
            say(f"{text.in_(lang)}: {counts[name]:,}")
    with acting(viewer):
        faults = read_faults(get_import(viewer, record.pk))
    for fault in faults.slice(0, 20).to_pylist():
        say(f"{path.name} 第{fault['row']}行 {fault['column']} {fault[lang]}")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise refusal(
            "读不了这个文件", f"the file cannot be read: {error.strerror}", where=str(path)
        ) from error


def _mapping(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        found = json.loads(_content(path))
    except ValueError as error:
        raise refusal("对应方案不是 JSON", "the mapping is not JSON", where=str(path)) from error
    if not isinstance(found, dict):
        raise refusal(
            "对应方案应有 columns 和 options", "a mapping has columns and options", where=str(path)
        )
    return found


def _viewer(user: str, on: date) -> Viewer:
    """The user's posting that may import; of several the widest."""
    from doudi.foundation.access import viewer_of
    from doudi.foundation.models import Account
    from doudi.foundation.postings import postings_in_force

    account = Account.objects.filter(username=user, is_active=True).first()
    if account is None:
        raise refusal("没有这个用户", "there is no such user", value=user)
    viewers = [viewer_of(posting) for posting in postings_in_force(account.pk, on)]
    may = [viewer for viewer in viewers if viewer.may("import.run")]
    if not may:
        raise ProblemsError(
            refusal(
                "这个用户现在没有可以导入台账的岗位",
                "this user has no posting in force that may import ledgers",
                value=user,
            ).problems
        )
    return min(may, key=lambda viewer: len(viewer.area_code.rstrip("0")))
