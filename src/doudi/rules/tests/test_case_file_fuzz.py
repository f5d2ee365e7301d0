"""Whatever the bytes: either cases or sentences, never another error."""

import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.rules.case_file import read_cases
from doudi.rules.case_template import write_template
from doudi.rules.decide import decide
from doudi.rules.marked_yaml import read_marked
from doudi.rules.plan import make_plan
from doudi.rules.plan_text import plan_report, plan_text
from doudi.rules.report import report
from doudi.rules.tests.family_law import FAMILY, TODAY, Desk
from doudi.units.text import ProblemsError

NUMBERED = 'name: 王建国, relation: head, identity_number: "11010519491231002X",'
EVERYTHING = (
    FAMILY.replace("helpers: none", "helpers: [{name: 长子, gives: 300, mouths: 3}]")
    .replace("name: 王建国,", NUMBERED)
    .replace("1984-03-02", "1949-12-31")
) + (
    'values: {line: {farm: 400, comparator: "<="}, gap_rounding: {to: fen, mode: floor}}\n'
    "source: 手算\n"
    "expect: [{programme: small, amount: 3.00, needs: [{fact: income, at_most: 3}]}]\n"
    "changes:\n"
    "  - {on: 2022-09-01, note: 搬家, household: {place: town}, members: {李秀兰: {income: 9000}}, remove_helpers: [长子]}\n"
    "  - {on: 2022-12-05, remove_members: [王小明], add_members: [{name: 王小红, birth_date: 2022-12-01}]}\n"
)

KEYS = [
    "case",
    "on",
    "area",
    "household",
    "background",
    "members",
    "helpers",
    "rows",
    "complete",
    "values",
    "expect",
    "cases",
    "name",
    "income",
    "identity_number",
    "line",
    "changes",
    "note",
    "add_members",
    "remove_members",
]

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(10**30), 10**30),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.text(max_size=20),
    st.sampled_from(
        [
            "unknown",
            "=1+1",
            "1e999",
            "none",
            "yes",
            "王建国",
            "2022-07-15",
            "farm",
            "settled",
            "line",
        ]
    ),
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(
                st.text(max_size=8),
                st.sampled_from(KEYS),
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("law"))


@pytest.fixture(scope="module")
def workbook(desk, tmp_path_factory):
    path = tmp_path_factory.mktemp("sheet") / "f.xlsx"
    example, _ = read_marked(EVERYTHING, "f")
    write_template(path, desk.rulebook, examples=[example], backgrounds=desk.backgrounds)
    return path.read_bytes()


def read_or_refuse(desk, content):
    """Cases that can be decided and told, or problems in both languages."""
    entries, problems = [], []
    try:
        entries = read_cases(content, desk.rulebook, today=TODAY, backgrounds=desk.backgrounds)
    except ProblemsError as error:
        problems = error.problems
    assert bool(entries) != bool(problems)
    assert all(p.in_("zh") and p.in_("en") and p.where for p in problems)
    for entry in entries:
        json.dumps(report(decide(desk.rulebook, entry.case), "zh", warnings=entry.warnings))
        plan = make_plan(desk.rulebook, entry.case, entry.changes, months=6)
        json.dumps(plan_report(plan, "en"))
        assert plan_text(plan, "zh")


@st.composite
def damaged(draw, whole: bytes):
    """The bytes with a few of them cut, changed, repeated or put in."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 6))
        content[start : start + length] = draw(
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from(
                    [b":", b"[", b"]", b"{", b"}", b"- ", b"\n", b"'", b'"', b"&a ", b"*a"]
                ),
                st.just(bytes(content[start : start + 30])),
            )
        )
    return bytes(content)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_yaml(desk, data):
    encoding = data.draw(st.sampled_from(["utf-8", "gb18030"]))
    read_or_refuse(desk, data.draw(damaged(EVERYTHING.encode(encoding))))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_damaged_json(desk, data):
    whole, _ = read_marked(EVERYTHING, "f")
    read_or_refuse(desk, data.draw(damaged(json.dumps(whole, default=str).encode())))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(desk, content):
    read_or_refuse(desk, content)


@settings(max_examples=100, deadline=None)
@given(anything)
def test_any_structure(desk, data):
    read_or_refuse(desk, json.dumps(data).encode())


def paths(data, path=()):
    yield path
    items = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, inner in items:
        yield from paths(inner, (*path, key))


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_a_case_with_one_part_replaced(desk, data):
    whole = json.loads(json.dumps(read_marked(EVERYTHING, "f")[0], default=str))
    path = data.draw(st.sampled_from([p for p in paths(whole) if p]))
    target = whole
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = data.draw(anything)
    read_or_refuse(desk, json.dumps(whole).encode())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook(desk, workbook, data):
    read_or_refuse(desk, data.draw(damaged(workbook)))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_workbook_with_a_damaged_part(desk, workbook, data):
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(saved, "w") as new:
        names = old.namelist()
        spoilt = data.draw(st.sampled_from([n for n in names if "sheet" in n or "workbook" in n]))
        for name in names:
            part = old.read(name)
            new.writestr(name, data.draw(damaged(part)) if name == spoilt else part)
    read_or_refuse(desk, saved.getvalue())
