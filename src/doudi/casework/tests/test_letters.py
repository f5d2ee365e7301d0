"""Letters: what stands in each kind, as PDF and as Word; rubbish; many in one file."""

import datetime as dt
import io
import re
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from doudi.casework import papers
from doudi.casework.domain.chinese_dates import in_chinese
from doudi.casework.domain.proposals import proposal_of
from doudi.casework.models import Letter
from doudi.casework.papers import LETTER_KINDS
from doudi.casework.papers.arithmetic import steps_of_results
from doudi.casework.papers.layout import pdf_of
from doudi.casework.papers.word import docx_of
from doudi.casework.selectors.letters import list_batch_document
from doudi.casework.services.letter_batches import print_letters
from doudi.casework.services.letters import content_of, draft_letter
from doudi.casework.tests.cases import bring_to
from doudi.foundation import paper
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.files import read_file
from doudi.foundation.jobs import perform_run
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.facts import known_of_household
from doudi.registry.tests.families import make_county
from doudi.rules.decide import decide
from doudi.units.text import ProblemsError

ON = dt.date(2022, 10, 21)
needs_pdf = pytest.mark.skipif(not paper.can_make_pdf(), reason="Pango is missing: no PDF here")


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def family(county):
    return county.families["赵明远"]


def texts_of(contents):
    pages = PdfReader(io.BytesIO(pdf_of(contents))).pages
    return ["".join(page.extract_text().split()) for page in pages]


def pages_of(content):
    return texts_of([content])


def words_of(content):
    document = Document(io.BytesIO(docx_of(content)))
    lines = [p.text for p in document.paragraphs]
    lines += [c.text for table in document.tables for row in table.rows for c in row.cells]
    lines += [p.text for p in document.sections[0].footer.paragraphs]
    return "\n".join(lines)


@needs_pdf
def test_every_kind_is_a_paper(county, family):
    case = bring_to(county, family, "granted")
    for kind, about in LETTER_KINDS.items():
        with acting(county.viewer(Role.county_lead)) as lead:
            content = content_of(lead, draft_letter(actor=lead, case=case, kind=kind, on=ON), ON)
        text, words = "".join(pages_of(content)), words_of(content)
        for said in (about["zh"], case.number, "安和县民政局"):
            assert said in text, (kind, said)
            assert said in words, (kind, said)
        assert content["code"] in text.replace("-", ""), kind


@needs_pdf
@pytest.mark.parametrize("kind", ["confirmation_letter", "refusal_letter"])
def test_a_decision_says_amount_article_and_appeal(county, family, kind):
    case = bring_to(county, family, "granted")
    with acting(county.viewer(Role.county_lead)) as lead:
        letter = draft_letter(actor=lead, case=case, kind=kind, on=ON)
        content = content_of(lead, letter, ON)
    text = "".join(pages_of(content))
    said = ["最低生活保障审核确认办法》第20条", "60日内，向安和县人民政府申请行政复议", "6个月内"]
    if kind == "confirmation_letter":
        said += ["每月380.67元（大写：人民币叁佰捌拾元陆角柒分）", "赵小川", "第1页共"]
    for words in said:
        assert words in text, words
    for person in family.persons:
        assert person.identity_shown.count("*") >= 6


def test_a_raise_says_the_amounts_before_and_after(county, family):
    case = bring_to(county, family, "applied")
    about = {
        "programme": "dibao",
        "before_fen": 38067,
        "after_fen": 40000,
        "from_month": "2022-07",
        "basis": "安政发〔2022〕9号",
    }
    with acting(county.viewer(Role.township_clerk)) as clerk:
        letter = draft_letter(actor=clerk, case=case, kind="raise_letter", on=ON)
        letter.case, letter.content = None, about
        text = str(content_of(clerk, letter, ON)["blocks"])
    for said in (
        "400.00元",
        "人民币肆佰元整",
        "380.67元",
        "2022年7月",
        "安政发〔2022〕9号",
        "赵明远",
    ):
        assert said in text, said


RUBBISH = "<b>赵</b>｛{{ x }}｝|# 😀䶮\u202e" + "长" * 60 + "\n## 标题\x00"


@needs_pdf
def test_rubbish_in_a_name_stays_a_name(county, family):
    case = bring_to(county, family, "applied")
    with acting(county.viewer(Role.township_clerk)) as clerk:
        letter = draft_letter(actor=clerk, case=case, kind="pledge_form", on=ON)
        letter.case.application.applicant.name = RUBBISH
        content = content_of(clerk, letter, ON)
    assert not [b for b in content["blocks"] if b.get("text") == "标题"]
    text = "".join(pages_of(content))
    assert "<b>赵</b>" in text
    assert "䶮" in text
    assert "<b>赵</b>" in words_of(content)


def test_every_kind_has_its_template_and_no_value_begins_a_line():
    folder = Path(papers.__file__).parents[1] / "templates/casework/papers"
    for kind in LETTER_KINDS:
        assert (folder / f"{kind}.txt").is_file(), f"write {kind}.txt: see papers/blocks.py"
    for path in folder.glob("*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not re.match(r"\s*(\{%[^%]*%\}\s*)*\{\{", line), f"{path.name}: {line}"


def test_many_letters_become_one_file(own_database):
    county = make_county()
    case = bring_to(county, county.families["赵明远"], "applied")
    clerk = county.viewer(Role.township_clerk)
    with acting(clerk):
        ids = [draft_letter(actor=clerk, case=case, kind="pledge_form", on=ON).pk for _ in range(3)]
        run = print_letters(actor=clerk, letter_ids=ids, on=ON)
    done = perform_run(run.pk)
    assert (done.state, done.params["letters"]) == ("done", 3)
    with acting(clerk):
        content = read_file(list_batch_document(clerk, done).path)
    pages = ["".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(content)).pages]
    assert sum("第1页" in page for page in pages) == 3


@needs_pdf
def test_processes_lay_out_what_one_would(county, family, monkeypatch):
    case = bring_to(county, family, "granted")
    with acting(county.viewer(Role.county_lead)) as lead:
        letters = [draft_letter(actor=lead, case=case, kind=k, on=ON) for k in LETTER_KINDS]
        contents = [content_of(lead, letter, ON) for letter in letters]
    alone = texts_of(contents)
    monkeypatch.setattr(paper, "FEWEST", 2)
    monkeypatch.setattr(paper.os, "cpu_count", lambda: 3)
    assert texts_of(contents) == alone


def test_only_signed_letters_are_printed_together(county, family):
    case = bring_to(county, family, "applied")
    with acting(county.viewer(Role.township_clerk)) as clerk:
        draft = draft_letter(actor=clerk, case=case, kind="ended_letter", on=ON)
        with pytest.raises(ProblemsError, match="not signed yet"):
            print_letters(actor=clerk, letter_ids=[draft.pk], on=ON)
        with pytest.raises(ProblemsError, match="Choose 1"):
            print_letters(actor=clerk, letter_ids=[], on=ON)
        assert not Letter.objects.filter(run__isnull=False).exists()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2022, 10, 21), "二〇二二年十月二十一日"),
        (dt.date(2020, 1, 1), "二〇二〇年一月一日"),
        (dt.date(2022, 12, 10), "二〇二二年十二月十日"),
        (dt.date(2022, 11, 30), "二〇二二年十一月三十日"),
    ],
)
def test_days_as_papers_write_them(day, words):
    assert in_chinese(day) == words


def test_each_person_is_told_their_own_arithmetic_however_alike_the_results(county, family):
    case = bring_to(county, family, "granted")
    with acting(county.viewer(Role.county_lead)) as lead:
        known = known_of_household(lead, case.household_id, ON)
        persons = [m.person_id for m in known.memberships]
        found = proposal_of(decide(get_rulebook(), known.case()), persons)
        alike = [
            r for r in found if r["programme"] == "old_age_allowance" and r["verdict"] != "eligible"
        ]
        assert len({(r["verdict"], r["amount_fen"]) for r in alike}) < len(alike)
        steps = steps_of_results(lead, case, ON, alike)
        unsaid = steps_of_results(lead, case, ON, [alike[0] | {"person": None}])
        gone = steps_of_results(lead, case, ON, [alike[0] | {"person": 10**9}])
    names = dict(zip(persons, (row.name for row in known.case().rows["member"]), strict=True))
    for result, told in zip(alike, steps, strict=True):
        text = "".join(line["text"] for line in told)
        assert names[result["person"]] in text
        assert not any(n in text for p, n in names.items() if p != result["person"])
    assert unsaid == gone == [[]]
