"""`doudi verify`: is everything as Doudi left it? Reads only, as the owner of the tables; finds faults, mends nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

from doudi.foundation.verify.ciphers import check_ciphers
from doudi.foundation.verify.report import Report
from doudi.foundation.verify.rules import check_rules
from doudi.foundation.verify.stored_files import check_files
from doudi.foundation.verify.trail import check_trail

Check = Callable[[Any, Report], None]
_checks: list[Check] = []


def register_check(check: Check) -> None:
    """Another part's own check, called with a cursor and the report. From an app's `ready`."""
    if check not in _checks:
        _checks.append(check)


def verify(app: str, *, deep: bool = False) -> Report:
    """Look at everything. `app`: the application's role. `deep`: also decrypt every value and read every file to its end.

    Call it inside `as_owner()`: under row security nobody sees all rows.
    """
    report = Report()
    with connection.cursor() as cursor:
        check_trail(cursor, report)
        check_rules(cursor, app, report)
        check_ciphers(cursor, report, deep=deep)
        check_files(cursor, report, deep=deep)
        for check in _checks:
            check(cursor, report)
    return report
