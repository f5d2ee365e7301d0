"""A disk that is full, or a database that is away: what the page says of it, and what the office does next."""

from __future__ import annotations

import errno

from django.db import OperationalError
from psycopg.errors import DiskFull

from doudi.units.text import Text

FILES_FULL = Text(
    "存放文件的磁盘空间不够，没有写成的都已撤回",
    "no room left on the disk of the files: what was not finished is undone",
)
DATABASE_FULL = Text(
    "数据库的磁盘空间不够，没有写成的都已撤回",
    "no room left on the disk of the database: what was not finished is undone",
)
DATABASE_AWAY = Text(
    "数据库连不上，没有写成的都已撤回；可能正在重新启动，也可能它的磁盘满了",
    "the database does not answer: what was not finished is undone; it may be starting again, or its disk may be full",
)
#: With these a server without room turns a new connection away; there is no code then.
_NO_SPACE = ("No space left on device", "设备上没有空间")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def what_is_full(error: BaseException | None) -> Text | None:
    """None: it failed for another reason."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return FILES_FULL
    if isinstance(error, DiskFull) or isinstance(getattr(error, "__cause__", None), DiskFull):
        return DATABASE_FULL
    if isinstance(error, OperationalError) and any(words in str(error) for words in _NO_SPACE):
        return DATABASE_FULL
    return None


def is_away(error: BaseException | None) -> bool:
    """No connection to the database, or it was lost: the server itself said nothing (no code), or that it goes (57P)."""
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code[:2] == "08" or code[:3] == "57P"
