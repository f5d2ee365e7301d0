"""Checks of the ledger of households and persons: each row, then rows against each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.registry.domain.names import clean_name, name_initials
from doudi.registry.domain.phones import clean_phone, mask_phone
from doudi.registry.imports.checked import Checked, codes_of, first_of_each, order_facts
from doudi.registry.imports.columns import Columns, as_dates, one_of
from doudi.registry.imports.fact_columns import read_facts
from doudi.registry.imports.faults import Faults
from doudi.registry.imports.identities import NO_DAY, Identities, read_identities
from doudi.registry.imports.ledgers import Ledger, words
from doudi.registry.imports.options import Options
from doudi.registry.imports.reading import Sheet
from doudi.registry.services.households import MOST_MEMBERS
from doudi.rules.declare import day_date
from doudi.units.area import parse_area
from doudi.units.dates import format_date
from doudi.units.identity import IdentityKind
from doudi.units.text import ProblemsError, Text, plain, refusal

_SEX = Text("性别", "sex")
_PHONE = r"^1[3-9][0-9]{9}$"
# Han characters of the planes that every name uses; anything else is read by `clean_name`.
_PLAIN_NAME = r"^[\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}]{1,50}$"


@dataclass(frozen=True)
class Places:
    """Villages in force where the actor may write: by code, and by name where the name is unmistakable there."""

    codes: Mapping[str, str]  # code → name
    names: Mapping[str, str]  # name → code, "" where several places have it


def check_people(
    sheet: Sheet,
    ledger: Ledger,
    mapping: dict[str, str],
    options: Options,
    places: Places,
    on: dt.date,
) -> Checked:
    """Everything that can be said about the file without looking into the register.

    Raises:
        ProblemsError: so many faults that the columns must be matched wrongly.
    """
    faults = Faults(sheet.file_name)
    for row, text in sheet.ragged.items():
        faults.add([row], "", text)
    columns = Columns(sheet, mapping, faults)
    for field in ledger.required:
        columns.require(field)
    found = _PeopleRows(columns, options, places, on).read()
    facts = read_facts(columns, ledger, options)
    return _finish(columns, found, facts, options)


class _PeopleRows:
    """Reads the columns one by one into `values`, arrays in the order of the sheet."""

    def __init__(self, columns: Columns, options: Options, places: Places, on: dt.date) -> None:
        self.columns, self.options, self.places, self.on = columns, options, places, on
        self.values: dict[str, np.ndarray] = {}

    def read(self) -> dict[str, np.ndarray]:
        columns, values, known = self.columns, self.values, words()
        values["household_number"] = columns.words("household_number", read_number)
        values["area_code"] = self._areas()
        values["address"] = _texts(columns.text("address"))
        values["residence_class"] = columns.words(
            "residence_class", one_of(known["residence_class"], Text("城乡类别", "urban or rural"))
        )
        values["relation"] = columns.words(
            "relation", one_of(known["relation"], Text("与户主关系", "relation to head"))
        )
        values["name"] = names = read_names(columns, "name")
        values["initials"] = np.array(
            [name_initials(n)[:40] if n else "" for n in names.tolist()], object
        )
        self._identities()
        values["hukou_area"] = columns.words("hukou_area", parse_area)
        values["phone"], values["phone_shown"] = self._phones()
        for name in ("household_from", "joined_on"):
            values[name] = columns.days(name, not_after=self.on)
        values["died_on"] = columns.days("died_on", not_after=self.on)
        deceased = columns.words(
            "is_deceased", one_of(known["truth"], Text("是否死亡", "deceased"))
        )
        values["is_deceased"] = np.where(values["died_on"] != NO_DAY, "yes", deceased)
        columns.fault(
            (values["died_on"] != NO_DAY) & (deceased == "no"),
            "died_on",
            Text(
                "有死亡日期，但“是否死亡”填的是否",
                "there is a date of death, but “deceased” says no",
            ),
        )
        columns.fault(
            (values["died_on"] != NO_DAY)
            & (values["birth"] != NO_DAY)
            & (values["died_on"] < values["birth"]),
            "died_on",
            Text("死亡日期早于出生日期", "the date of death is before the birth"),
        )
        return values

    def _areas(self) -> np.ndarray:
        columns, options = self.columns, self.options
        found = np.full(columns.count, options.area_code, object)
        if "village" in columns:
            by_name = columns.words("village", self._village)
            found = np.where(by_name != "", by_name, found)
        if "area_code" in columns:
            by_code = columns.words("area_code", self._area)
            found = np.where(by_code != "", by_code, found)
        column = "area_code" if "area_code" in columns else "village"
        columns.fault(
            (found == "") & ~columns.filled("area_code") & ~columns.filled("village"),
            column,
            Text("没有写明所在村（社区）", "the village is not given"),
        )
        return found

    def _area(self, word: str) -> str:
        code = parse_area(word)
        if code not in self.places.codes:
            raise refusal(
                "区划表里没有这个村（社区），或者不在您的辖区内",
                "the table of areas has no such village, or it is not in your area",
                value=word,
            )
        return code

    def _village(self, word: str) -> str:
        code = self.places.names.get(plain(word))
        if code is None:
            raise refusal(
                "您的辖区内没有这个村（社区）",
                "there is no village of this name in your area",
                value=word,
            )
        if not code:
            raise refusal(
                "有几个村（社区）叫这个名称，请改填区划代码或写上乡镇",
                "several villages have this name; give the code, or the township before it",
                value=word,
            )
        return code

    def _identities(self) -> None:
        columns, values, known = self.columns, self.values, words()
        kinds = None
        if "identity_kind" in columns:
            named = columns.words(
                "identity_kind",
                one_of(known["identity_kind"], Text("证件种类", "kind of document")),
            )
            kinds = [IdentityKind(k) if k else None for k in named.tolist()]
        numbers = _without_reasons(columns)
        found = read_identities(numbers, kinds, not_after=self.on)
        for at, (text, shown) in found.faults.items():
            columns.fault(np.array([at]), "identity", text, shown)
        values["identity"], values["identity_shown"] = found.number, found.shown
        values["identity_kind"], values["identity_state"] = found.kind, found.state
        reasons = _texts(columns.text("identity_reason"))
        values["identity_reason"] = np.where(found.number == "", reasons, "")
        empty = pc.equal(numbers, "").to_numpy(zero_copy_only=False)
        columns.fault(
            empty & (reasons == ""),
            "identity" if "identity" in columns else "name",
            Text(
                "没有证件号码，请在“无证件号码的原因”一列写明原因",
                "there is no number; say why in the column “why there is no number”",
            ),
        )
        self._compare(found)

    def _compare(self, found: Identities) -> None:
        """Sex and birth as stated must be those of the number; where nothing is stated the number speaks."""
        columns, values = self.columns, self.values
        sex = columns.words("sex", one_of(words()["sex"], _SEX))
        differs = (sex != "") & (found.sex != "") & (sex != found.sex)
        columns.fault(
            differs,
            "sex",
            Text(
                "性别与证件号码不一致（第17位单数为男，双数为女）",
                "the sex differs from that of the identity number",
            ),
        )
        values["sex"] = np.where(sex != "", sex, found.sex)
        birth = columns.days("birth_date", not_after=self.on)
        differs = (birth != NO_DAY) & (found.birth != NO_DAY) & (birth != found.birth)
        for at in np.flatnonzero(differs).tolist():
            said = day_date(int(birth[at]))
            columns.fault(
                np.array([at]),
                "birth_date",
                Text(
                    "出生日期与证件号码不一致",
                    "the date of birth differs from that of the identity number",
                ),
                format_date(said, "zh"),
            )
        values["birth"] = np.where(birth != NO_DAY, birth, found.birth)

    def _phones(self) -> tuple[np.ndarray, np.ndarray]:
        column = self.columns.text("phone")
        phones = _texts(column)
        usual = pc.match_substring_regex(column, _PHONE).to_numpy(zero_copy_only=False)
        shown = np.full(len(phones), "", object)
        shown[usual] = [f"{p[:3]}****{p[-4:]}" for p in phones[usual].tolist()]
        for at in np.flatnonzero(~usual & (phones != "")).tolist():
            try:
                phones[at] = clean_phone(phones[at])
                shown[at] = mask_phone(phones[at])
            except ProblemsError as error:
                problem = error.problems[0]
                self.columns.fault(np.array([at]), "phone", problem.text, problem.value)
                phones[at] = ""
        return phones, shown


def _without_reasons(columns: Columns) -> pa.Array:
    """The numbers; 无 and the like in their column are no numbers."""
    numbers = columns.text("identity")
    none = pa.array([w for w, kind in words()["identity_kind"].items() if kind == "none"])
    return pc.if_else(pc.is_in(numbers, value_set=none), "", numbers)


def read_names(columns: Columns, field: str) -> np.ndarray:
    """Names as the register keeps them; "" where there is none or it is refused."""
    column = columns.text(field)
    names = _texts(column)
    odd = ~pc.match_substring_regex(column, _PLAIN_NAME).to_numpy(zero_copy_only=False)
    for at in np.flatnonzero(odd & (names != "")).tolist():
        try:
            if any(sign in names[at] for sign in "?？\ufffd"):
                raise refusal(
                    "姓名里有问号，多半是生僻字在导出时丢了，请按证件填写",
                    "the name has a question mark: most likely a rare character was lost in the export; write it as on the card",
                    value=names[at],
                )
            names[at] = clean_name(names[at])
        except ProblemsError as error:
            problem = error.problems[0]
            columns.fault(np.array([at]), field, problem.text, problem.value)
            names[at] = ""
    return names


def read_number(word: str) -> str:
    """A household number. Raises ProblemsError."""
    number = plain(word)
    if len(number) > 40:
        raise refusal(
            "户编号最多40个字符", "a household number has at most 40 characters", value=word
        )
    if "E+" in number.upper() and number.upper().replace("E+", "").replace(".", "").isdigit():
        raise refusal(
            "表格把户编号当作数字，后几位已丢失。请把这一列设为文本",
            "the spreadsheet kept the household number as a number and lost figures; format the column as text",
            value=word,
        )
    return number


def _texts(column: pa.Array) -> np.ndarray:
    return column.to_numpy(zero_copy_only=False).astype(object)


# -- rows against each other --------------------------------------------------------------------------------------
def _finish(
    columns: Columns, values: dict[str, np.ndarray], facts: pa.Table, options: Options
) -> Checked:
    household = codes_of(values["household_number"])
    _check_households(columns, values, household)
    repeated = _check_twice(columns, values)
    rows = columns.sheet.rows
    bad = np.isin(rows, columns.faults.rows()) | (values["household_number"] == "")
    complete = np.full(len(rows), options.members_are_complete)
    if bad.any():  # a household with a row left out is not complete, and nobody may think so
        complete &= ~np.isin(household, household[bad & ~repeated])
    values["complete"] = complete
    values["supporters_complete"] = np.full(len(rows), options.supporters_are_complete)
    first = first_of_each(household)
    keep = ~bad & ~repeated
    order = np.argsort(first, kind="stable")
    order = order[keep[order]]
    values["position"] = _positions(household[order])
    table = _table(values, rows, order)
    ends = np.append(np.flatnonzero(np.diff(household[order])) + 1, len(order))
    counts = {
        "rows": len(rows) + len(columns.sheet.ragged),
        "good": len(order),
        "bad": len(columns.faults.rows()),
        "repeated": int(repeated.sum()),
        "households": len(np.unique(household[order])),
    }
    ordered = order_facts(facts, order, len(rows))
    return Checked(table, ordered, ends, columns.faults, int(repeated.sum()), counts)


def _positions(household: np.ndarray) -> np.ndarray:
    """0, 1, 2 … within each household (rows of one stand together)."""
    starts = (
        np.append(0, np.flatnonzero(np.diff(household)) + 1)
        if len(household)
        else np.array([], int)
    )
    sizes = np.diff(np.append(starts, len(household)))
    return (np.arange(len(household)) - np.repeat(starts, sizes)).astype(np.int16)


def _check_households(
    columns: Columns, values: dict[str, np.ndarray], household: np.ndarray
) -> None:
    first = first_of_each(household)
    named = values["household_number"] != ""
    area = values["area_code"]
    moved = (area != area[first]) & (area != "") & (area[first] != "") & named
    columns.fault(
        np.isin(household, household[moved]) & named,
        "area_code" if "area_code" in columns else "village",
        Text("同一个户编号写了不同的村（社区）", "one household number with different villages"),
    )
    heads = np.flatnonzero((values["relation"] == "head") & named)
    seen, counts = np.unique(household[heads], return_counts=True)
    twice = heads[np.isin(household[heads], seen[counts > 1])]
    mask = np.zeros(len(household), bool)
    mask[twice] = True
    columns.fault(mask, "relation", Text("这一户有两位户主", "this household has two heads"))
    seen, counts = np.unique(household[named], return_counts=True)
    crowded = np.isin(household, seen[counts > MOST_MEMBERS]) & named
    columns.fault(
        crowded,
        "household_number",
        Text(
            f"这一户超过 {MOST_MEMBERS} 人，请核对户编号",
            f"this household has more than {MOST_MEMBERS} people; check its number",
        ),
    )


def _check_twice(columns: Columns, values: dict[str, np.ndarray]) -> np.ndarray:
    """Rows that repeat an earlier one word for word are left out; one number with two stories is a fault of both."""
    count, sheet = columns.count, columns.sheet
    numbered = np.flatnonzero(values["identity"] != "")
    first = np.arange(count)
    first[numbered] = numbered[first_of_each(codes_of(values["identity"][numbered]))]
    later = np.flatnonzero(first != np.arange(count))
    repeated = np.zeros(count, bool)
    for at in later.tolist():
        earlier = int(first[at])
        if all(c[at].as_py() == c[earlier].as_py() for c in sheet.columns):
            repeated[at] = True
            continue
        shown = values["identity_shown"][at]
        for one, other in ((at, earlier), (earlier, at)):
            row = int(sheet.rows[other])
            text = Text(f"与第 {row} 行的证件号码相同", f"the same identity number as row {row}")
            columns.fault(np.array([one]), "identity", text, shown)
    return repeated


def _table(values: dict[str, np.ndarray], rows: np.ndarray, order: np.ndarray) -> pa.Table:
    def text(name: str) -> pa.Array:
        return pa.array(values[name][order], pa.string())

    def day(name: str) -> pa.Array:
        return as_dates(values[name][order])

    deceased = values["is_deceased"][order]
    return pa.table(
        {
            "row": pa.array(rows[order]),
            **{n: text(n) for n in ("household_number", "area_code", "address", "residence_class")},
            "household_from": day("household_from"),
            "complete": pa.array(values["complete"][order]),
            "supporters_complete": pa.array(values["supporters_complete"][order]),
            **{n: text(n) for n in ("name", "initials", "identity_kind", "identity_state", "identity_reason", "identity", "identity_shown", "sex")},
            "birth_date": day("birth"),
            **{n: text(n) for n in ("hukou_area", "phone", "phone_shown")},
            "died_on": day("died_on"),
            "is_deceased": pa.array(deceased == "yes", mask=deceased == ""),
            "relation": text("relation"),
            "position": pa.array(values["position"]),
            "joined_on": day("joined_on"),
        }
    )  # fmt: skip
