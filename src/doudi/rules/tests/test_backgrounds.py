"""Background files: what is read, and the line of what is wrong."""

import pytest

from doudi.rules.backgrounds import read_backgrounds
from doudi.rules.tests.family_law import BACKGROUNDS, Desk
from doudi.units.text import ProblemsError


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("law"))


def test_backgrounds_are_read_in_steps(desk):
    assert desk.backgrounds["settled"].facts["household"]["is_local"] == 1
    assert desk.backgrounds["no_helpers"].none == ("helper",)
    assert desk.backgrounds["rich"].label.zh == "有钱"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("bad: {zh: 坏, en: bad, household: {saving: 0}}", "did you mean 'savings'"),
        ("bad: {zh: 坏, en: bad, household: {savings: -1}}", "must be an amount"),
        ("bad: {zh: 坏, en: bad, person: {}}", "unknown key 'person'"),
        ("bad: {zh: 坏, en: bad, none: [members]}", "no rows called 'members'"),
        ("bad: {zh: 坏, en: bad, none: 3}", "no rows called 3"),
        ("bad: {zh: 坏, en: bad, household: 3}", "unknown key 'household'"),
        ("bad: {zh: 坏}", "needs zh and en"),
        ("bad: yes", "needs zh and en"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(desk, tmp_path, line, words):
    path = tmp_path / "b.yaml"
    path.write_text(f"{BACKGROUNDS}{line}\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        read_backgrounds(path, desk.rulebook)
    (problem,) = caught.value.problems
    assert words in problem.text.en
    assert problem.where == f"{path}:{BACKGROUNDS.count(chr(10)) + 1}"
