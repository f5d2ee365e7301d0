"""Amounts in words."""

import pytest

from doudi.casework.domain.amount_words import in_words
from doudi.units.text import ProblemsError


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (3, "叁分"),
        (50, "伍角"),
        (100, "壹元整"),
        (105, "壹元零伍分"),
        (38067, "叁佰捌拾元陆角柒分"),
        (112997, "壹仟壹佰贰拾玖元玖角柒分"),
        (100_000, "壹仟元整"),
        (100_001, "壹仟元零壹分"),
        (1_010_000, "壹万零壹佰元整"),
        (10_000_000, "壹拾万元整"),
        (2_000_000_500, "贰仟万零伍元整"),
        (10_000_000_100, "壹亿零壹元整"),
    ],
)
def test_as_a_cheque_writes_it(fen, words):
    assert in_words(fen) == words


@pytest.mark.parametrize("fen", [-1, 10**14])
def test_out_of_range(fen):
    with pytest.raises(ProblemsError):
        in_words(fen)
