"""Before a case is accepted: consents, the pledge, what is missing, near relatives of officials."""

from __future__ import annotations

from doudi.casework.guards.base import Situation, guard
from doudi.casework.models import Consent, PapersNotice
from doudi.registry.models import Membership
from doudi.units.dates import completed_years
from doudi.units.text import Text

ADULT = 18  # Civil Code art. 17


@guard("consents_complete")
def consents_complete(s: Situation) -> list[Text]:
    """Every adult member of the household has agreed to the cross-check."""
    return s.once("consents", lambda: _missing_consents(s))


def _missing_consents(s: Situation) -> list[Text]:
    if s.case.application_id is None:
        return []
    members = Membership.objects.filter(
        household_id=s.case.household_id, valid_to__isnull=True, person__state="active"
    ).select_related("person")
    given = set(
        Consent.objects.filter(
            application_id=s.case.application_id,
            purpose=Consent.Purpose.cross_check,
            is_given=True,
            withdrawn_on__isnull=True,
            on__lte=s.on,
        ).values_list("person_id", flat=True)
    )
    missing = [
        m.person.name
        for m in members
        if not m.person.is_deceased
        and m.person_id not in given
        and (m.person.birth_date is None or completed_years(m.person.birth_date, s.on) >= ADULT)
    ]
    if not missing:
        return []
    names_zh, names_en = "、".join(missing), ", ".join(missing)
    return [
        Text(f"还没有签核对授权书：{names_zh}", f"no consent to the cross-check yet: {names_en}")
    ]


@guard("pledged")
def pledged(s: Situation) -> list[Text]:
    application = s.case.application
    if application is None or (application.pledged_on and application.pledged_on <= s.on):
        return []
    return [Text("申请人还没有签诚信承诺书", "the applicant has not signed the pledge of truth")]


@guard("relatives_asked")
def relatives_asked(s: Situation) -> list[Text]:
    """Whether somebody is a near relative of an official was asked, whatever the answer."""
    if s.case.about.get("relatives_asked_on"):
        return []
    return [
        Text(
            "还没有问家里有没有人是民政工作人员或村干部的近亲属",
            "nobody asked yet whether a member is a near relative of an official",
        )
    ]


def _notice(s: Situation) -> PapersNotice | None:
    rows = PapersNotice.objects.filter(application_id=s.case.application_id)
    return s.once("what is missing", rows.first)


@guard("papers_listed")
def papers_listed(s: Situation) -> list[Text]:
    """All that is missing is told at once, and only once."""
    if s.last_step("ask_papers"):
        return [Text("已经告知过一次，不能再要求补材料", "what is missing was told once already")]
    if _notice(s) is None:
        return [Text("还没有列出缺少的材料", "nothing is listed as missing")]
    return []


@guard("papers_answered")
def papers_answered(s: Situation) -> list[Text]:
    notice = _notice(s)
    if notice is not None and notice.answered_on is not None:
        return []
    return [Text("还没有登记补齐的日期", "it is not recorded that the papers came in")]


@guard("cannot_go_on")
def cannot_go_on(s: Situation) -> list[Text]:
    """A case ends without a decision only on a ground that is named: the applicant died, a duplicate, moved away."""
    if s.data.get("ground") in ENDING_GROUNDS:
        return []
    return [Text("请选择终止的原因", "choose why the case ends")]


ENDING_GROUNDS: dict[str, Text] = {
    "died": Text("申请人死亡", "the applicant has died"),
    "duplicate": Text("重复申请", "applied for twice"),
    "moved": Text("已迁出本县", "moved out of the county"),
    "impossible": Text("申请事项不存在", "what is applied for does not exist"),
    "no_answer": Text("逾期未补材料，且无法联系", "no papers came and nobody can be reached"),
}
