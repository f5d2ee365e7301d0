"""What the tests of imports share: a clerk of a township, ledgers of a few lines, and taking one in."""

import datetime as dt

from doudi.foundation import audit
from doudi.foundation.access import acting, system, viewer_of
from doudi.foundation.domain.roles import Role
from doudi.registry.imports.staging import read_faults
from doudi.registry.services.imports import get_import, import_ledger, upload_ledger
from doudi.registry.tests.families import (
    ON,
    SHIBAN,
    VILLAGE,
    identity_number,
    make_areas,
    make_posting,
)

HEADER = "户编号,区划代码,家庭住址,姓名,与户主关系,身份证号,性别,联系电话,工资性收入（元）"
HEAD, WIFE, SON = (
    identity_number(dt.date(1980, 5, 1), 3),
    identity_number(dt.date(1982, 1, 31), 4),
    identity_number(dt.date(2010, 7, 9), 11),
)
FAMILY = [
    f"H1,{VILLAGE},上寨村1组,林大山,户主,{HEAD},男,13900001111,12000",
    f"H1,{VILLAGE},上寨村1组,何小梅,妻,{WIFE},女,,",
    f"H1,{VILLAGE},上寨村1组,林子涵,长子,{SON},男,,0",
]


def make_clerk(area=SHIBAN):
    actor = system("test")
    with acting(actor):
        make_areas(actor)
        posting = make_posting(actor, Role.township_clerk, area)
        audit.record(actor, "registry.household.created", details={"test": "posting"})
    return viewer_of(posting)


def ledger(*rows, header=HEADER, encoding="utf-8"):
    return ("\n".join([header, *rows]) + "\n").encode(encoding)


def upload(clerk, content, name="台账.csv", kind="", **options):
    with acting(clerk):
        record = upload_ledger(actor=clerk, file_name=name, content=content, on=ON, ledger=kind)
        record.mapping["options"] = options
        record.save()
    return record


def take_in(clerk, content, mode="good_rows", name="台账.csv", kind="", **options):
    """Returns the number of the import and its counts."""
    record = upload(clerk, content, name, kind, **options)
    return record.pk, import_ledger(actor=clerk, import_id=record.pk, on=ON, mode=mode)


def faults_of(clerk, import_id):
    """(row, column, sentence) of everything that was wrong."""
    with acting(clerk):
        table = read_faults(get_import(clerk, import_id))
    return [(f["row"], f["column"], f["zh"]) for f in table.to_pylist()]
