"""What the demonstration's office has on its desk: which procedures, how far along, since how many days."""

from __future__ import annotations

from dataclasses import dataclass

#: Of each procedure, the actions on the way to its end with days after the start.
Road = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """`fact`: what is known of those whom it may suit; empty: of the very old. `is_personal`: the case is about one person."""

    procedure: str
    programme: str
    fact: str
    road: Road
    is_personal: bool = False
    trouble: str = ""


_INVESTIGATED: Road = (
    ("accept", 0),
    ("start_investigation", 1),
    ("give_opinion", 16),
    ("post_notice", 18),
    ("file", 26),
    ("confirm", 28),
)
_REFUSED: Road = (*_INVESTIGATED[:3], ("file_refusal", 18), ("refuse", 22))
_PASSED_ON: Road = (
    ("accept", 0),
    ("push", 1),
    ("start_investigation", 2),
    ("give_opinion", 6),
    ("file", 7),
    ("confirm", 9),
)
_OF_A_CHILD: Road = (
    ("accept", 0),
    ("start_investigation", 1),
    ("give_opinion", 7),
    ("skip_notice", 8),
    ("confirm", 12),
)
_FIRST_AID: Road = (
    ("accept", 0),
    ("give_opinion", 0),
    ("confirm", 1),
    ("end_emergency", 6),
    ("complete_papers", 9),
)
_OF_THE_OLD: Road = (("accept", 0), ("give_opinion", 3), ("file", 4), ("confirm", 6))
_HANDED_OVER: Road = (("hand_over", 1), ("answer_yes", 9))
_REBUILT: Road = (
    ("call_appraisal", 2),
    ("close_appraisal", 4),
    ("post_notice", 5),
    ("give_opinion", 13),
    ("file", 14),
)

DIBAO = Kind("dibao", "dibao", "dibao_class", _INVESTIGATED, trouble="too_little")
REFUSED = Kind("dibao", "dibao", "business_cost", _REFUSED, trouble="income_lost")
TEKUN = Kind("tekun", "tekun", "is_tekun", _INVESTIGATED, True, "old_alone")
EXPENDITURE = Kind(
    "temp_expenditure", "temp_assistance", "has_temporary_hardship", _INVESTIGATED, trouble="illness"
)  # fmt: skip
EMERGENCY = Kind("temp_emergency", "temp_assistance", "has_temporary_hardship", _FIRST_AID, trouble="accident")  # fmt: skip
DISABILITY = Kind("disability", "disability_care_subsidy", "disability_grade", _PASSED_ON, True, "disabled")  # fmt: skip
CHILD = Kind("child", "orphan", "is_orphan", _OF_A_CHILD, True, "child_without_care")
OLD_AGE = Kind("old_age", "old_age_allowance", "", _OF_THE_OLD, True, "very_old")
REFERRAL = Kind("referral", "medical_assistance", "medical_deductible_used", _HANDED_OVER, True, "illness")  # fmt: skip
REBUILDING = Kind("rebuilding", "house_rebuilding", "home_damage", _REBUILT, trouble="house")


@dataclass(frozen=True, slots=True)
class Plan:
    """So many cases begun so many days ago and taken along the road for so many steps."""

    kind: Kind
    count: int
    days_ago: int
    steps: int
    is_objected: bool = False
    is_withdrawn: bool = False
    lacks_papers: bool = False

    @property
    def days_taken(self) -> int:
        return self.kind.road[self.steps - 1][1] if self.steps else 0


PLANS = (
    Plan(DIBAO, 2, 345, 6),  # to be looked at again soon
    Plan(DIBAO, 2, 40, 6),
    Plan(DIBAO, 2, 29, 5),
    Plan(DIBAO, 1, 8, 1, is_withdrawn=True),
    Plan(DIBAO, 1, 27, 4),  # the notice is over
    Plan(DIBAO, 2, 20, 4),
    Plan(DIBAO, 1, 21, 4, is_objected=True),
    Plan(DIBAO, 1, 18, 3),
    Plan(DIBAO, 2, 12, 2),
    Plan(DIBAO, 1, 70, 2),  # the whole procedure should be over
    Plan(DIBAO, 1, 12, 1),  # the investigation should have begun
    Plan(DIBAO, 2, 1, 1),
    Plan(DIBAO, 1, 2, 0, lacks_papers=True),
    Plan(DIBAO, 1, 1, 0),
    Plan(REFUSED, 1, 24, 5),
    Plan(TEKUN, 1, 29, 5),
    Plan(TEKUN, 1, 20, 4),
    Plan(TEKUN, 1, 6, 2),
    Plan(EXPENDITURE, 1, 29, 6),
    Plan(EXPENDITURE, 1, 17, 3),
    Plan(EXPENDITURE, 1, 3, 1),
    Plan(EMERGENCY, 1, 4, 3),
    Plan(EMERGENCY, 1, 0, 0),
    Plan(DISABILITY, 1, 12, 6),
    Plan(DISABILITY, 1, 8, 5),
    Plan(DISABILITY, 1, 4, 3),
    Plan(CHILD, 1, 9, 4),
    Plan(CHILD, 1, 3, 2),
    Plan(OLD_AGE, 2, 10, 4),
    Plan(OLD_AGE, 1, 5, 3),
    Plan(OLD_AGE, 1, 1, 1),
    Plan(REFERRAL, 1, 5, 1),
    Plan(REFERRAL, 1, 12, 2),
    Plan(REBUILDING, 1, 7, 2),
    Plan(REBUILDING, 1, 3, 1),
)
