"""The made-up programme of the author's guide works as the guide says, and the guide says what the code does."""

from __future__ import annotations

import importlib.util
import re
from datetime import date
from pathlib import Path

import pytest

from doudi.law import cn
from doudi.rules.backgrounds import read_backgrounds
from doudi.rules.card_changes import changes_between
from doudi.rules.cards import Cards
from doudi.rules.case_file import CaseEntry, read_cases
from doudi.rules.check import check_cases
from doudi.rules.decide import decide
from doudi.rules.decision_text import sentences
from doudi.rules.programme import GROUP_LABELS, NEEDED_KEYS, OPTIONAL_KEYS, OUTCOME_LABELS
from doudi.rules.rulebook import STATUS_STRATUM, Rulebook
from doudi.units.text import ProblemsError

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = {lang: (DOCS / lang / "rulebook-authors-guide.md") for lang in ("en", "zh")}
FILE = re.compile(r"^\*\*`([^`]+)`\*\*\n\n(```+)\w+\n(.*?)^\2$", re.MULTILINE | re.DOTALL)
TOLD = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\|(.+)\|$", re.MULTILINE)
TODAY = date(2023, 6, 1)
EXPLAINED = ("当天满七十五周岁，用餐二十一天，每月七十四元", "是不是独居没有人问过，还不能确定")


def text_of(lang: str) -> str:
    return GUIDES[lang].read_text(encoding="utf-8")


def files_of(lang: str) -> dict[str, str]:
    return {path: content for path, _, content in FILE.findall(text_of(lang))}


def table_below(lang: str, heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    part = text_of(lang).partition(f"{heading}\n")[2]
    table = part[part.index("\n|") :].partition("\n\n")[0]
    return [[cell.strip() for cell in row.split("|")] for row in ROW.findall(table)[2:]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the guide, written where the guide says."""
    root = tmp_path_factory.mktemp("guide")
    for name, content in files_of("en").items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def book(folder: Path) -> Rulebook:
    return cn.load_rulebook(folder / "county", extra_programmes=[folder / "meals"])


@pytest.fixture(scope="module")
def entries(folder: Path, book: Rulebook) -> dict[str, CaseEntry]:
    backgrounds = read_backgrounds(cn.backgrounds_path(), book)
    path = folder / "meals/cases/meals.yaml"
    found = read_cases(path, book, today=TODAY, backgrounds=backgrounds, known_area=cn.known_area)
    return {entry.case.name: entry for entry in found}


def test_both_languages_print_the_same_files() -> None:
    assert files_of("en") == files_of("zh")
    assert len(files_of("en")) >= 10


def test_the_cases_of_the_guide_pass_explained_and_compiled(folder: Path, book: Rulebook) -> None:
    report = check_cases(
        book,
        sorted(folder.glob("meals/cases/*.yaml")),
        today=TODAY,
        backgrounds=read_backgrounds(cn.backgrounds_path(), book),
        known_area=cn.known_area,
    )
    assert not report.problems
    assert not report.failures
    assert report.cases >= 6


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_explanations_in_the_guide_are_what_comes_out(
    book: Rulebook, entries: dict[str, CaseEntry], lang: str
) -> None:
    told = [
        sentences(decide(book, entries[name].case, ["meal_support"]), lang).rstrip()
        for name in EXPLAINED
    ]
    assert [text.rstrip() for text in TOLD.findall(text_of(lang))] == told


def test_a_wrong_figure_in_the_guide_would_be_noticed(folder: Path, tmp_path: Path) -> None:
    """The county's figure decides, not something that happens to be there: another one fails the cases."""
    pack = (folder / "county/pack.yaml").read_text(encoding="utf-8")
    (tmp_path / "pack.yaml").write_text(pack.replace("value: 75", "value: 76"), encoding="utf-8")
    other = cn.load_rulebook(tmp_path, extra_programmes=[folder / "meals"])
    report = check_cases(
        other,
        [folder / "meals/cases/meals.yaml"],
        today=TODAY,
        backgrounds=read_backgrounds(cn.backgrounds_path(), other),
        known_area=cn.known_area,
    )
    assert report.failed == 3  # at and above the age, and the home's meals beside the age


def test_the_thresholds_of_the_guide_are_held(
    folder: Path, book: Rulebook, entries: dict[str, CaseEntry]
) -> None:
    spec = importlib.util.spec_from_file_location("meals", folder / "thresholds/meals.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    own = {d.name for d in book.values.declarations.values() if d.programme == "meal_support"}
    assert {*module.THRESHOLDS, *module.NO_THRESHOLD} <= own
    for triple in (t for triples in module.THRESHOLDS.values() for t in triples):
        verdicts = [
            decide(book, entries[n].case, ["meal_support"]).results[0].verdict for n in triple
        ]
        assert len(set(verdicts)) == 2, verdicts


def test_a_made_up_programme_has_cards_like_any_other(book: Rulebook) -> None:
    def cards(on: date) -> Cards:
        return Cards(book, on=on, area="900101000000", lang="en", area_name=cn.area_name)

    card = cards(TODAY).rule("gets_meal_support")
    assert [version.is_in_force for version in card.versions] == [False, True]
    found = {kind: hits for kind, _, hits in cards(TODAY).search("meal support a day").groups}
    assert found["value"][0].link.name == "meal_rate"
    changed = changes_between(cards(date(2022, 12, 31)), cards(date(2023, 1, 1)))
    assert [text.link.name for text in changed.texts] == ["gets_meal_support"]
    assert ("meal_age", "-5") in {
        (f.link.name, f.difference.replace("−", "-")) for f in changed.figures
    }


def test_a_folder_that_is_no_programme_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="rules"):
        cn.load_rulebook(extra_programmes=[tmp_path])


def test_a_broken_formula_is_named_with_file_and_line(folder: Path, tmp_path: Path) -> None:
    for name, content in files_of("en").items():
        if name.startswith("meals/"):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            wrong = content.replace("def is_meal_age(age,", "def is_meal_age(agee,")
            path.write_text(wrong, encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"who_qualifies\.py:\d+.*agee"):
        cn.load_rulebook(folder / "county", extra_programmes=[tmp_path / "meals"])


# -- what the guide says of the code -----------------------------------------------------------------
def kind_of_file(path: Path, folder: Path) -> str:
    """A file as the list of the guide writes it."""
    name = path.relative_to(folder).as_posix()
    if path.name == "__init__.py" or path.parent == folder:
        return name
    return f"{path.parent.name}/*{path.suffix}"


@pytest.mark.parametrize(("lang", "heading"), [("en", "### The files"), ("zh", "### 有哪些文件")])
def test_the_file_list_is_that_of_every_programme(lang: str, heading: str) -> None:
    rows = {row[0].strip("`"): row[2] in ("yes", "是") for row in table_below(lang, heading)}
    needed = {name for name, must in rows.items() if must}
    programmes = [f for f in cn.programme_folders() if (f / "programme.yaml").exists()]
    held = {
        folder.name: {
            kind_of_file(path, folder)
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        for folder in programmes
    }
    for folder, files in held.items():
        assert needed <= files <= set(rows), folder
    assert set(rows) == set().union(*held.values())
    made_up = {
        kind_of_file(Path(name), Path("meals"))
        for name in files_of(lang)
        if name.startswith("meals/")
    }
    assert made_up == set(rows)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_key_of_programme_yaml_is_explained(lang: str) -> None:
    heading = {"en": "### What it is: `programme.yaml`", "zh": "### 是什么项目：`programme.yaml`"}[
        lang
    ]
    rows = table_below(lang, heading)
    keys = {key for row in rows for key in re.findall(r"`(\w+)`", row[0])}
    assert keys == NEEDED_KEYS | OPTIONAL_KEYS
    said = {row[0]: set(re.findall(r"`(\w+)`", row[1])) for row in rows}
    assert said["`outcome`"] == set(OUTCOME_LABELS)
    assert said["`group`"] == set(GROUP_LABELS)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_strata_of_the_guide_are_those_of_the_rulebook(book: Rulebook, lang: str) -> None:
    heading = {"en": "### Strata: who reads whom", "zh": "### 先后：谁能看谁"}[lang]
    rows = table_below(lang, heading)
    for stratum, _, programmes in rows:
        for name in re.findall(r"`(\w+)`", programmes):
            programme = book.programmes.get(name)
            if programme and not (int(stratum) == STATUS_STRATUM and programme.statuses):
                assert programme.stratum == int(stratum), name
    assert {p.stratum for p in book.programmes.values()} == {int(row[0]) for row in rows}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_paths_of_the_guide_exist(lang: str) -> None:
    root = DOCS.parent
    for path in re.findall(r"`(src/doudi/[^`<]+)`", text_of(lang)):
        assert (root / path).exists(), path
