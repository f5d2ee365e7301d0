"""Before a case is decided: the opinion, who has the authority on the day, the visits that the decider owes, the decision itself."""

from __future__ import annotations

from doudi.casework.guards.base import Situation, guard
from doudi.casework.models import Decision, Draw, Opinion, SpotCheck, Visit
from doudi.casework.procedure_values import figure_of
from doudi.casework.services.authority import authority_of, level_of
from doudi.units.text import ProblemsError, Text

#: What a deciding action decides.
OUTCOMES = {
    "confirm": "granted",
    "refuse": "refused",
    "confirm_kept": "kept",
    "confirm_change": "changed",
    "confirm_stop": "stopped",
}
LEVEL_NAMES = {"township": Text("乡镇", "the township"), "county": Text("县级", "the county")}


def _opinion(s: Situation) -> Opinion | None:
    """The opinion of this round: given since the case last came to be investigated."""
    found = s.last_opinion()
    entered = s.entered("investigating")
    return found if found is not None and (entered is None or found.at >= entered.at) else None


@guard("has_opinion")
def has_opinion(s: Situation) -> list[Text]:
    return [] if _opinion(s) else [Text("还没有写初审意见", "there is no preliminary opinion")]


@guard("opinion_grants")
def opinion_grants(s: Situation) -> list[Text]:
    opinion = _opinion(s)
    if opinion is not None and opinion.is_to_grant:
        return []
    return [Text("初审意见不是同意", "the opinion is not to grant")]


@guard("opinion_refuses")
def opinion_refuses(s: Situation) -> list[Text]:
    opinion = _opinion(s)
    if opinion is not None and not opinion.is_to_grant:
        return []
    return [Text("初审意见不是不予确认", "the opinion is not to refuse")]


@guard("has_authority")
def has_authority(s: Situation) -> list[Text]:
    """The level that decides on this day, by the place's own delegation, and nobody else."""
    try:
        authority = s.once("authority", lambda: authority_of(s.case, s.procedure, s.on))
    except ProblemsError as error:
        return [Text(p.in_("zh"), p.in_("en")) for p in error.problems]
    if level_of(s.viewer) == authority.level:
        return []
    level = LEVEL_NAMES[authority.level]
    return [Text(f"这一件由{level.zh}审核确认", f"this one is decided by {level.en}")]


@guard("relatives_visited")
def relatives_visited(s: Situation) -> list[Text]:
    """Where a member is a near relative of an official, the decider's own people visit."""
    if not s.once("relatives", s.case.relative_flags.exists):
        return []
    visits = Visit.objects.filter(case=s.case, kind=Visit.Kind.decider, on__lte=s.on)
    if s.once("the decider's visit", visits.exists):
        return []
    return [
        Text(
            "近亲属备案的，审核确认前须入户",
            "a relative of an official: the decider must visit first",
        )
    ]


@guard("spot_check_done")
def spot_check_done(s: Situation) -> list[Text]:
    """Where the place has set a share: the case took part in a draw since it came here, and was visited if it was drawn."""
    waiting = SpotCheck.objects.filter(case=s.case, done_on__isnull=True)
    if s.once("spot check", waiting.exists):
        return [Text("抽中入户核查，还没有做", "drawn for a spot check that is not done yet")]
    share = s.procedure.authority.spot_check_share
    if not share or figure_of(share, s.case.area_code, s.on) is None:
        return []
    draws = Draw.objects.filter(kind=Draw.Kind.spot_check, on__gte=s.case.state_since, on__lte=s.on)
    if draws.filter(population__contains=[s.case.pk]).exists():
        return []
    return [Text("还没有参加抽查的抽取", "no draw for spot checks has looked at it yet")]


@guard("decided")
def decided(s: Situation) -> list[Text]:
    """The decision itself is written: proposal, result, authority, frozen record."""
    outcome = OUTCOMES.get(s.action.name)
    rows = Decision.objects.filter(case=s.case, on=s.on).values_list("outcome", flat=True)
    made = s.once("decisions", lambda: set(rows))
    return (
        []
        if (outcome in made if outcome else made)
        else [Text("还没有写决定", "the decision is not written")]
    )


@guard("not_extended_before")
def not_extended_before(s: Situation) -> list[Text]:
    if s.last_step("extend"):
        return [Text("已经延长过一次", "the period was extended already")]
    return []
