"""What the guides of `doudi simulate` print works and comes out as printed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from doudi.law import cn
from doudi.law.cn.simulation import LENS
from doudi.rules.backgrounds import read_backgrounds
from doudi.rules.case_file import read_cases
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.marked_yaml import read_marked
from doudi.rules.population_file import PopulationFile
from doudi.rules.simulate.batch import CLASSES, simulate_batch
from doudi.rules.simulate.overlay import apply_reform
from doudi.rules.simulate.plan import Request, make_plan
from doudi.rules.simulate.reform import read_reform
from doudi.rules.tests.test_population_file import write_cases
from doudi.units.money import format_yuan

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = {lang: DOCS / lang / "simulate.md" for lang in ("zh", "en")}
ON = date(2022, 7, 15)
WORDS = {
    "zh": {"gains": "金额增加", "unknown": "不明", "unchanged": "不变", None: "不明"},
    "en": {"gains": "gains", "unknown": "unknown", "unchanged": "unchanged", None: "not known"},
}
BOOK = cn.load_rulebook()


def blocks(lang: str, kind: str) -> list[str]:
    text = GUIDES[lang].read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("lang", GUIDES)
def test_printed_reforms_can_be_tried(lang: str, tmp_path: Path) -> None:
    (rules,) = blocks(lang, "python")
    (tmp_path / "transfers.py").write_text(rules, encoding="utf-8")
    changed = []
    for place, block in enumerate(blocks(lang, "yaml")):
        path = tmp_path / f"{place}.yaml"
        path.write_text(block, encoding="utf-8")
        book = apply_reform(BOOK, read_reform(path, BOOK))
        changed.append(book.at(date(2022, 8, 1), "900102000000").value("dibao_line", "rural"))
        if "rules:" in block:
            assert book.variables["member_income"] is not BOOK.variables["member_income"]
    assert [f.figure for f in changed if f][:2] == [48510 * STEPS_PER_FEN, 47628 * STEPS_PER_FEN]


@pytest.mark.parametrize("lang", GUIDES)
def test_the_three_families_come_out_as_printed(lang: str, tmp_path: Path) -> None:
    titles, _ = read_marked((cn.HERE / "examples/titles.yaml").read_text("utf-8"), "titles.yaml")
    backgrounds = read_backgrounds(cn.backgrounds_path(), BOOK)
    cases = []
    for slug in titles:
        path = cn.HERE / "examples" / f"{slug.replace('-', '_')}.yaml"
        (entry,) = read_cases(
            path, BOOK, today=ON, on=ON, backgrounds=backgrounds, known_area=cn.known_area
        )
        cases.append(entry.case)
    write_cases(tmp_path / "families.parquet", BOOK, cases)
    file = PopulationFile(tmp_path / "families.parquet", BOOK, backgrounds)
    (tmp_path / "reform.yaml").write_text(blocks(lang, "yaml")[0], encoding="utf-8")
    reform = read_reform(tmp_path / "reform.yaml", BOOK)
    request = Request(ON, ("dibao",))
    plan = make_plan(BOOK, [reform], request, LENS, file.stated, file.columns)
    rows = simulate_batch(file.read(0, plan.facts), plan).to_pylist()
    words = WORDS[lang]
    found = [
        [
            title[f"title_{lang}"],
            *(
                words[None] if row[name] is None else format_yuan(row[name])
                for name in ("now_fen", "reform_1_fen")
            ),
            words[CLASSES[row["reform_1_class"]]],
        ]
        for title, row in zip(titles.values(), rows, strict=True)
    ]
    text = GUIDES[lang].read_text(encoding="utf-8")
    for row in found:
        assert f"| {' | '.join(row)} |" in text


def test_the_reform_that_the_readme_names_is_one() -> None:
    for readme in ("README.md", "README.zh-CN.md"):
        assert "--reform docs/examples/raise_rural_line.yaml" in (DOCS.parent / readme).read_text(
            "utf-8"
        )
    reform = read_reform(DOCS / "examples" / "raise_rural_line.yaml", BOOK)
    assert reform.label.en == "Rural Dibao line up by 10 %"
