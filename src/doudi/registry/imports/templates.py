"""The empty ledger to fill in: its columns with what each may hold, and the list of all facts."""

from __future__ import annotations

import io

from doudi.foundation.spreadsheets import safe_text
from doudi.registry.imports.ledgers import FACT, Field, Ledger, words
from doudi.rules.written import what_is_expected

_NOTES = {
    "household_number": "同一户的人填同一个编号",
    "area_code": "12位代码，到村（社区）",
    "relation": "relation",
    "identity": "18位，按文本填写；没有号码的留空并写明原因",
    "sex": "男、女；可不填，以证件号码为准",
    "birth_date": "2022-07-01；可不填，以证件号码为准",
    "residence_class": "城镇、农村",
    "phone": "手机或固定电话",
    "fact_name": "见“项目一览”",
    "fact_value": "金额以元为单位；是非填 是、否；不清楚填 未知",
    "item": "同一人有几个账户、几辆车时用来区分",
    "period_from": "金额所属的期间，如 2021-07",
    "period_to": "如 2022-06",
}


def write_template(ledger: Ledger) -> bytes:
    """An XLSX with the header, a note in each column's head, and the sheet 项目一览."""
    import xlsxwriter

    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False})
    text, bold = (
        book.add_format({"num_format": "@"}),
        book.add_format({"bold": True, "num_format": "@"}),
    )
    sheet = book.add_worksheet("台账")
    for place, target in enumerate(ledger.template):
        field = ledger.fields[target]
        sheet.set_column(place, place, max(14, 2 * len(field.label.zh) + 4), text)
        sheet.write_string(0, place, safe_text(field.label.zh), bold)
        sheet.write_comment(0, place, expected(field))
    sheet.freeze_panes(1, 0)
    facts = book.add_worksheet("项目一览")
    facts.write_row(0, 0, ["项目", "填写什么", "谁的", "英文"], bold)
    facts.set_column(0, 0, 36)
    facts.set_column(1, 1, 60)
    listed = [f for name, f in ledger.fields.items() if name.startswith(FACT)]
    for row, field in enumerate(listed, start=1):
        assert field.fact is not None
        cells = [field.label.zh, expected(field), field.fact.entity.label.zh, field.label.en]
        for place, cell in enumerate(cells):
            facts.write_string(row, place, safe_text(cell))
    book.close()
    return sink.getvalue()


def expected(field: Field) -> str:
    """What a column takes, in a few words."""
    if field.fact is not None:
        return what_is_expected(field.fact).zh
    if field.name == "relation":
        return "、".join(_first_words("relation"))
    return _NOTES.get(field.name, "")


def _first_words(kind: str) -> list[str]:
    found: dict[str, str] = {}
    for word, name in words()[kind].items():
        if word != name:
            found.setdefault(name, word)
    return list(found.values())
