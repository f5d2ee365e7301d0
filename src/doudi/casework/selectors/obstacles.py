"""Why something cannot be applied for here and now, each with a way on. Nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from doudi.casework.domain.choices import Choice
from doudi.casework.domain.procedures import Procedure
from doudi.casework.procedure_book import get_procedures
from doudi.casework.selectors.applications import Standing, members_with_hukou, standing_of
from doudi.foundation.access import Viewer
from doudi.registry.domain.core import death_by, hukou_is_here
from doudi.registry.models import Household, Person
from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`case_id`: the case that is under way already."""

    text: Text
    case_id: int | None = None


def of_household(household: Household) -> Text | None:
    """A file that no longer lives."""
    if household.state == Household.State.merged and household.merged_into is not None:
        number = household.merged_into.number
        return Text(
            f"这户已并入 {number}，请在那一户申请",
            f"this household was merged into {number}: apply there",
        )
    if household.state != Household.State.active:
        return Text(
            "这户已经销户，请查找申请人现在所在的家庭，没有的先登记家庭",
            "this household is dissolved: find the one where the person lives now, or register it",
        )
    return None


def of_applicant(person: Person, on: date) -> Text | None:
    if death_by(person.died_on, person.is_deceased, on):
        return Text(
            f"{person.name}登记为已死亡，请由家里其他人申请；登记有误的，先办信息更正",
            f"{person.name} is registered as dead: somebody else of the family applies; if that is wrong, correct the file",
        )
    if person.state != Person.State.active:
        return Text(
            f"{person.name}已迁出或者档案已合并，请查找现在的档案",
            f"{person.name} has left or the file was merged: find the present file",
        )
    return None


def of_choices(
    viewer: Viewer, household: Household, choices: Iterable[Choice], on: date
) -> dict[str, Obstacle]:
    """By the key of the choice; what is missing there may be applied for."""
    standing = standing_of(viewer, household)
    elsewhere = all(
        hukou_is_here(area, household.area_code) is False
        for area in members_with_hukou(viewer, household)
    )
    found = {}
    for choice in choices:
        obstacle = _of_choice(standing, choice, household, elsewhere, on)
        if obstacle is not None:
            found[choice.key] = obstacle
    return found


def _of_choice(
    standing: Standing, choice: Choice, household: Household, elsewhere: bool, on: date
) -> Obstacle | None:
    procedure = procedure_for(choice.programme, household, on)
    programme = choice.result.programme
    if procedure is None:
        return Obstacle(
            Text(
                f"不在这里申请。{programme.go_to.zh}", f"Not applied for here. {programme.go_to.en}"
            )
        )
    award = standing.award_of(choice.programme, choice.person)
    if award is not None:
        return Obstacle(
            Text(
                "正在享受，不用再申请；情况有变化的，请办待遇调整",
                "already received: where something has changed, report the change",
            )
        )
    case = standing.case_of(procedure.name, choice.person) or standing.case_of(procedure.name, None)
    if case is not None:
        return Obstacle(
            Text(
                f"已经申请过，正在办理（{case.number}），不用再申请",
                f"already applied for and under way ({case.number})",
            ),
            case.pk,
        )
    if elsewhere and not is_taken_anywhere(procedure):
        return Obstacle(
            Text(
                f"全家户籍都在外县，请向户籍地申请。{programme.go_to.zh}",
                f"the whole family's hukou is in another county: apply there. {programme.go_to.en}",
            )
        )
    return None


def procedure_for(programme: str, household: Household, on: date) -> Procedure | None:
    return get_procedures().for_programme(programme, household.area_code, on)


def is_taken_anywhere(procedure: Procedure) -> bool:
    """Whether people of another county may hand it in here: the procedure says so (`about: {anywhere: yes}`), and so do
    those in which aid comes first."""
    return bool(procedure.about.get("anywhere")) or procedure.name.startswith("temp_")
