"""The guides to changes say what the shipped file says."""

import re

import pytest
import yaml

from doudi.registry.domain.signing import SHIPPED, read_signing
from doudi.registry.models import ChangeRequest
from tests.architecture.source_files import ROOT

WORDS = {True: {"yes", "是"}, False: {"no", "否"}}


def rows_of(language):
    text = (ROOT / f"docs/{language}/changes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| .+ \| (.+?) \| (.+?) \|$", text, re.MULTILINE)[1:]
    return [(name.strip("`"), *needs) for name, *needs in rows]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_guide_names_every_kind_with_what_it_needs(language):
    labels = {k.label if language == "zh" else k.value: k.value for k in ChangeRequest.Kind}
    signing = read_signing(SHIPPED)
    found = {labels[name]: needs for name, *needs in rows_of(language)}
    assert set(found) == set(signing)
    for kind, written in found.items():
        for word, needed in zip(
            written, (signing[kind].second_person, signing[kind].evidence), strict=True
        ):
            assert word in WORDS.get(needed, {"some columns", "看内容"}), kind


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_example_of_a_countys_own_file_can_be_read(language, tmp_path):
    text = (ROOT / f"docs/{language}/changes.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.+?)```", text, re.DOTALL)
    assert yaml.safe_load(example)
    path = tmp_path / "changes.yaml"
    path.write_text(example, encoding="utf-8")
    assert set(read_signing(path)) == {"change_head", "correction"}
