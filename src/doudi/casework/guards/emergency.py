"""Aid first, papers afterwards: what must be known before, and what the record holds when the papers are complete."""

from __future__ import annotations

from doudi.casework.domain.authority import COUNTY
from doudi.casework.guards.base import Situation, guard
from doudi.casework.models import Decision
from doudi.casework.services.authority import amount_of, authority_of
from doudi.units.text import ProblemsError, Text


def _cause_is_recorded(s: Situation) -> bool:
    application = s.case.application
    return application is not None and bool(application.trouble or application.trouble_text.strip())


@guard("cause_recorded")
def cause_recorded(s: Situation) -> list[Text]:
    """What happened; neither income nor assets nor hukou are asked for before aid in an emergency."""
    if _cause_is_recorded(s):
        return []
    return [Text("还没有写遇到了什么急难", "what happened is not recorded yet")]


@guard("beyond_township")
def beyond_township(s: Situation) -> list[Text]:
    """Only what the township may not decide goes up: aid must not wait."""
    try:
        authority = authority_of(s.case, s.procedure, s.on)
    except ProblemsError as error:
        return [Text(p.in_("zh"), p.in_("en")) for p in error.problems]
    if authority.level == COUNTY:
        return []
    return [
        Text(
            "在乡镇限额以内，由乡镇直接救助，不用上报",
            "within the township's limit: the township gives the aid itself",
        )
    ]


@guard("after_record_complete")
def after_record_complete(s: Situation) -> list[Text]:
    """Person, cause, amount, signature: what the law wants on record once the emergency is over."""
    application = s.case.application
    decision = Decision.objects.filter(case=s.case, outcome=Decision.Outcome.granted).order_by("-pk").first()  # fmt: skip
    problems = []
    if application is None:
        problems.append(Text("还没有登记申请人", "the person is not recorded yet"))
    if not _cause_is_recorded(s):
        problems.append(Text("还没有写急难的事由", "the cause is not recorded yet"))
    if decision is None or not amount_of(decision.results):
        problems.append(Text("还没有登记救助金额", "the amount is not recorded yet"))
    if application is not None and (
        application.pledged_on is None or application.pledged_on > s.on
    ):
        problems.append(Text("还缺签字的承诺书", "the signed pledge is missing"))
    return problems
