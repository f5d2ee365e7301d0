"""Whoever writes a procedure wrongly is told what, and on which line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from doudi.casework.domain.procedure_reader import read_procedure, read_procedures
from doudi.casework.domain.procedures import Procedure, ProcedureBook
from doudi.casework.procedure_book import known_names
from doudi.units.text import ProblemsError

GOOD = """\
procedure: small
version: "1"
name: {zh: 小程序, en: a small procedure}
programmes: [dibao]
in_force_from: 2021-07-01
legal_basis:
  - {zh: 某办法, en: some measures}
opens: apply
states:
  applied: {zh: 待受理, en: applied}
  filed: {zh: 待审核, en: filed}
  granted: {zh: 已确认, en: granted, outcome: granted}
actions:
  apply: {zh: 申请, en: apply, to: applied, actors: [township_clerk], law: SA 11}
  file: {zh: 报送, en: send up, from: applied, to: filed, actors: [township_clerk], law: SA 11}
  confirm: {zh: 确认, en: confirm, from: filed, to: granted, actors: [county_lead], needs: [decided], makes: [confirmation_letter], form: decision, law: SA 11}
clocks:
  confirmation: {zh: 审核, en: confirmation, kind: limit, days: confirmation_days, unit: working_days, starts: [file], ends: [confirm], law: SA 11}
authority: {delegated: dibao_confirmation_is_delegated}
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str | bytes], Procedure]:
    def read_text(text: str | bytes) -> Procedure:
        path = tmp_path / "small.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return read_procedure(path, known_names())

    return read_text


def faults(error: pytest.ExceptionInfo[ProblemsError]) -> list[tuple[str, str]]:
    return [(p.where, p.in_("en")) for p in error.value.problems]


def test_the_small_procedure_is_good(read: Callable[[str], Procedure]) -> None:
    procedure = read(GOOD)
    assert (procedure.name, procedure.version, procedure.opens) == ("small", "1", "apply")
    assert [a.name for a in procedure.actions_from("applied")] == ["file"]


#: what is changed in GOOD, to what, the line that is named, a word of its sentence
WRONG = [
    ("state nobody reaches", "  filed: {", "  lost: {zh: 无, en: lost}\n  filed: {", 11, "nothing leads to 'lost'"),
    ("dead end", "from: filed, to: granted", "from: filed, to: filed", 12, "nothing leads to 'granted'"),
    ("action without actor", "to: filed, actors: [township_clerk]", "to: filed", 15, "file has no actor"),
    ("unknown state", "from: applied, to: filed", "from: nowhere, to: filed", 15, "no state 'nowhere'"),
    ("from an end", "from: applied, to: filed", "from: [applied, granted], to: filed", 15, "granted is an end"),
    ("starts nowhere", "from: applied, to: filed", "to: filed", 15, "file starts nowhere"),
    ("unknown role", "actors: [county_lead]", "actors: [emperor]", 16, "no role called 'emperor'"),
    ("unknown guard", "needs: [decided]", "needs: [bribed]", 16, "no guard called 'bribed'"),
    ("unknown letter", "makes: [confirmation_letter]", "makes: [love_letter]", 16, "no letter called"),
    ("unknown form", "form: decision", "form: dream", 16, "no form called 'dream'"),
    ("unknown value", "days: confirmation_days", "days: 10", 18, "no value called '10'"),
    ("unknown authority", "delegated: dibao_confirmation_is_delegated", "delegated: whoever", 19, "no value called"),
    ("unknown condition", "ends: [confirm]", "ends: [confirm], when: raining", 18, "no condition called"),
    ("unknown programme", "[dibao]", "[dibao, lottery]", 4, "no programme called 'lottery'"),
    ("clock of an unknown action", "starts: [file]", "starts: [fly]", 18, "no action 'fly'"),
    ("clock that stops in an unknown state", "ends: [confirm]", "ends: [confirm], stops_in: [bed]", 18, "no state 'bed'"),
    ("half an extension", "ends: [confirm]", "ends: [confirm], extended_by: [file]", 18, "go together"),
    ("unknown kind of clock", "kind: limit", "kind: alarm", 18, "kind must be one of"),
    ("unknown unit", "unit: working_days", "unit: moons", 18, "unit must be one of"),
    ("clock without days", "days: confirmation_days, ", "", 18, "lacks days"),
    ("unknown key", "opens: apply", "opens: apply\ncolour: red", 9, "unknown key 'colour'"),
    ("unknown key of an action", "form: decision", "shape: decision", 16, "unknown key 'shape'"),
    ("opens with a later action", "opens: apply", "opens: file", 8, "opens must be"),
    ("opens with nothing", "opens: apply", "opens:", 8, "opens is missing"),
    ("no name in English", "en: filed}", "}", 11, "filed lacks its names"),
    ("a state that is a word", "filed: {zh: 待审核, en: filed}", "filed: yes", 11, "filed lacks its names"),
    ("wrong outcome", "outcome: granted", "outcome: lucky", 12, "outcome must be one of"),
    ("a date that is none", "in_force_from: 2021-07-01", "in_force_from: 2021-02-30", 5, ""),
    ("ends before it begins", "in_force_from: 2021-07-01", "in_force_from: 2021-07-01\nin_force_until: 2020-01-01", 6, "before in_force_from"),
    ("an area that is none", "opens: apply", "area: '99'\nopens: apply", 8, ""),
    ("too long a state", "  filed: {", f"  {'f' * 31}: {{zh: 长, en: long}}\n  filed: {{", 11, "at most 30"),
    ("a name with a blank", "procedure: small", "procedure: a small one", 1, "a name is"),
    ("yes or no", "form: decision", "form: decision, adverse: maybe", 16, "adverse must be yes or no"),
    ("a list where names belong", "authority: {delegated: dibao_confirmation_is_delegated}", "authority: [county]", 19, "authority must be a mapping"),
    ("about is a word", "opens: apply", "about: hello\nopens: apply", 8, "about must be a mapping"),
    ("a key twice", "opens: apply", "opens: apply\nopens: apply", 9, "given twice"),
    ("not YAML", "opens: apply", "opens: [apply", 9, "not valid YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "old", "new", "line", "said"), WRONG, ids=[w[0] for w in WRONG])
def test_a_fault_is_named_with_its_line(
    read: Callable[[str], Procedure], what: str, old: str, new: str, line: int, said: str
) -> None:
    assert old in GOOD
    with pytest.raises(ProblemsError) as error:
        read(GOOD.replace(old, new, 1))
    found = faults(error)
    assert any(where == f"small.yaml:{line}" and said in sentence for where, sentence in found), (
        found
    )


def test_a_state_that_leads_nowhere_is_a_dead_end(read: Callable[[str], Procedure]) -> None:
    text = GOOD.replace("  granted: {", "  stuck: {zh: 卡住, en: stuck}\n  granted: {").replace(
        "  confirm: {", "  jam: {zh: 卡, en: jam, from: filed, to: stuck, actors: [county_lead]}\n  confirm: {"
    )  # fmt: skip
    with pytest.raises(ProblemsError) as error:
        read(text)
    assert [where for where, said in faults(error) if "dead end" in said] == ["small.yaml:12"]


def test_every_fault_comes_at_once(read: Callable[[str], Procedure]) -> None:
    text = GOOD.replace("needs: [decided]", "needs: [bribed]").replace("kind: limit", "kind: alarm")
    with pytest.raises(ProblemsError) as error:
        read(text)
    assert {where for where, _ in faults(error)} == {"small.yaml:16", "small.yaml:18"}


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", "small.yaml:1"),
        (b"just words", "small.yaml:1"),
        (b"- a\n- list\n", "small.yaml:1"),
        (b"a: {b: [c\n", "small.yaml:2"),
        (b"\x00\x01\x02", "small.yaml:1"),
        (GOOD.encode("gb18030"), "small.yaml:3"),
        (b"a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n", "small.yaml:2"),
        (b"a: " + b"[" * 5000, "small.yaml:1"),
        (b"a: !!python/object/apply:os.system [ls]\n", "small.yaml:1"),
    ],
    ids=["empty", "words", "list", "unclosed", "bytes", "gb18030", "alias bomb", "deep", "tag"],
)
def test_rubbish_is_refused_with_its_line(
    read: Callable[[bytes], Procedure], content: bytes, where: str
) -> None:
    with pytest.raises(ProblemsError) as error:
        read(content)
    assert faults(error)[0][0] == where


def test_two_versions_may_neither_share_a_name_nor_days(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, "utf-8")
    with pytest.raises(ProblemsError, match="written twice"):
        read_procedures([tmp_path])
    later = GOOD.replace('version: "1"', 'version: "2"').replace("2021-07-01", "2022-01-01")
    (tmp_path / "b.yaml").write_text(later, "utf-8")
    with pytest.raises(ProblemsError, match="both hold from 2022-01-01"):
        read_procedures([tmp_path])
    (tmp_path / "a.yaml").write_text(
        GOOD.replace("opens: apply", "in_force_until: 2021-12-31\nopens: apply"), "utf-8"
    )
    book = read_procedures([tmp_path])
    assert [p.version for p in book] == ["1", "2"]


def test_a_county_may_have_its_own_version_on_the_same_days(
    read: Callable[[str], Procedure],
) -> None:
    whole = read(GOOD)
    own = read(GOOD.replace("opens: apply", "area: '900101'\nopens: apply"))
    book = ProcedureBook([whole, own])
    on = whole.since
    assert book.in_force("small", "900101101001", on) is own
    assert book.in_force("small", "900102101001", on) is whole


def test_faults_of_several_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("nothing", "utf-8")
    (tmp_path / "b.yaml").write_text(GOOD.encode().decode().replace("opens: apply\n", ""), "utf-8")
    with pytest.raises(ProblemsError) as error:
        read_procedures([tmp_path])
    assert [p.where.split(":")[0] for p in error.value.problems] == ["a.yaml", "b.yaml"]
