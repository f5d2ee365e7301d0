"""The level of self-care by interval: policy §3.1 and its case 13."""

import pytest

from doudi.casework.domain.indicators import FULL, NONE, PARTIAL, decide_self_care

SIX = ("eat", "dress", "bed_transfer", "toilet", "walk_indoors", "bathe")


@pytest.mark.parametrize(
    ("cannot", "unknown", "level", "possible"),
    [
        (0, 0, FULL, (FULL,)),
        (1, 0, PARTIAL, (PARTIAL,)),
        (3, 0, PARTIAL, (PARTIAL,)),
        (4, 0, NONE, (NONE,)),
        (6, 0, NONE, (NONE,)),
        (1, 2, PARTIAL, (PARTIAL,)),
        (3, 1, None, (PARTIAL, NONE)),
        (0, 1, None, (FULL, PARTIAL)),
        (4, 2, NONE, (NONE,)),
        (0, 6, None, (FULL, PARTIAL, NONE)),
    ],
)
def test_only_what_holds_at_both_ends_is_decided(cannot, unknown, level, possible):
    seen = dict.fromkeys(SIX, "can")
    seen |= dict.fromkeys(SIX[:cannot], "cannot")
    seen |= dict.fromkeys(SIX[cannot : cannot + unknown], "unknown")
    found = decide_self_care(seen, SIX, partial_from=1, none_from=4)
    assert (found.level, found.possible) == (level, possible)
    assert (found.least, found.most) == (cannot, cannot + unknown)
