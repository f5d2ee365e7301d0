"""What the law says now of a household, from what the register knows."""

from __future__ import annotations

from doudi.foundation.rulebook import get_rulebook
from doudi.registry.domain.findings import Findings, findings_of
from doudi.rules.case import Case
from doudi.rules.decide import decide


def judge(case: Case, lang: str) -> Findings:
    """Every programme for one case, in order and in words.

    Raises:
        ProblemsError: no law was in force on that day.
    """
    return findings_of(decide(get_rulebook(), case), lang)
