"""Writing the key file: a new one, one more key, old keys taken out. Never overwritten, never half there. No Django."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from doudi.foundation.keys import CIPHERS, MOST_KEYS, key_file, make_keys, new_key, read_keys
from doudi.units.text import refusal


def write_new_keys(path: Path, cipher: str) -> None:
    """A new key file, readable by its owner only. Raises ProblemsError: there is one already, or no such cipher or folder."""
    _check_cipher(cipher)
    if path.exists():
        raise refusal(
            "已有这个文件；密钥文件不能覆盖，否则旧数据再也读不出",
            "there is such a file; keys are never overwritten: what they encrypted could not be read again",
            where=str(path),
        )
    if not path.parent.is_dir():
        raise refusal("没有这个文件夹", "there is no such folder", where=str(path.parent))
    _write(path, make_keys(cipher))


def add_key(cipher: str) -> int:
    """One more encryption key in the key file, used from now on. Returns its number."""
    _check_cipher(cipher)
    path = key_file()
    read_keys(path)
    data = json.loads(path.read_text(encoding="ascii"))
    number = max(key["id"] for key in data["encryption"]) + 1
    if number > MOST_KEYS:
        raise refusal("密钥编号已用完", "there is no number left for another key", where=str(path))
    data["encryption"].append(new_key(number, cipher))
    _write(path, data)
    return number


def drop_keys() -> list[int]:
    """Take every encryption key but the newest out of the file: whoever calls knows that nothing needs them. Their numbers."""
    data = json.loads(key_file().read_text(encoding="ascii"))
    old = [key["id"] for key in data["encryption"][:-1]]
    data["encryption"] = data["encryption"][-1:]
    _write(key_file(), data)
    return old


def _check_cipher(cipher: str) -> None:
    if cipher not in CIPHERS:
        known = "、".join(CIPHERS)
        raise refusal(
            f"没有这种算法，可用的有：{known}",
            f"there is no such cipher; known: {', '.join(CIPHERS)}",
            value=cipher,
        )


def _write(path: Path, data: dict[str, Any]) -> None:
    """In one step, on the disk when this returns: a key file is never half there."""
    draft = path.with_name(f"{path.name}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(data, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
