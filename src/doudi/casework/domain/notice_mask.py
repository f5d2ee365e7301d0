"""What a public notice may show. Each notice is built from this list of fields, never by taking fields away: what is not named here is not shown.

A notice is for the neighbours to say "that is not so". It needs a name, how many people, how much; illness, disability,
identity number, phone, address and children are nobody's business (SA 11; DB 24?; Minors Protection Law art. 4; PIPL 28).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.units.dates import completed_years
from doudi.units.text import Text, refusal

ADULT = 18  # Civil Code art. 17
HIDDEN_NAME = "某某"

#: The fields of each kind of notice, and no others. The village and the days stand beside them in the row.
ALLOWED: dict[str, tuple[str, ...]] = {
    "preliminary": ("name", "members", "programme", "amount_fen", "period", "office", "phone"),
    "standing": ("name", "members", "amount_fen", "period"),
    "stop": ("name", "programme", "office", "phone"),
    "visit_draw": ("office", "phone"),
}

FIELD_LABELS: dict[str, Text] = {
    "name": Text("申请人", "applicant"),
    "members": Text("享受人数", "people"),
    "programme": Text("拟给予的救助", "kind of help"),
    "amount_fen": Text("拟定金额", "amount"),
    "period": Text("按月还是一次性", "monthly or once"),
    "office": Text("受理异议的单位", "where to object"),
    "phone": Text("受理异议的电话", "phone of the office"),
}


@dataclass(frozen=True, slots=True)
class Showing:
    """How a programme is called on a notice, whether its amount may stand there, and whose name (`of_child`: the guardian's)."""

    label: Text
    amount: bool = True
    of_child: bool = False


DIBAO = Text("最低生活保障", "Dibao")
#: What a programme's own name would tell, this one does not.
NEUTRAL = Text("社会救助", "social assistance")

#: A programme that is not listed shows the neutral name and no amount: a new one tells nothing by mistake.
SHOWINGS: dict[str, Showing] = {
    "dibao": Showing(DIBAO),
    "gradual_exit": Showing(DIBAO),
    # "单人保" says that the person is severely disabled or gravely ill. It is Dibao, and is called so.
    "single_person_case": Showing(DIBAO),
    "dibao_edge": Showing(Text("最低生活保障边缘家庭", "Dibao-edge household"), amount=False),
    "rigid_expenditure": Showing(Text("刚性支出困难家庭", "household with unavoidable expenditure"), amount=False),
    # Old people, disabled people and children alike are Tekun, so the name tells nothing. The amount would: it holds the care
    # tier, that is, whether somebody can feed and dress himself. The basic rate is the same for all and public.
    "tekun": Showing(Text("特困人员救助供养", "Tekun support"), amount=False),
    "temp_assistance": Showing(Text("临时救助", "temporary assistance")),
    "old_age_allowance": Showing(Text("高龄津贴", "old-age allowance")),
    "orphan": Showing(NEUTRAL, amount=False, of_child=True),
    "unattended_child": Showing(NEUTRAL, amount=False, of_child=True),
}  # fmt: skip
UNLISTED = Showing(NEUTRAL, amount=False)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whose name would stand on the notice, and the guardian who applied for them ("" nobody)."""

    name: str
    born: date | None
    guardian: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that is proposed or given."""

    programme: str
    amount_fen: int | None
    period: str
    is_for_person: bool


def shown_preliminary(
    *, applicant: Applicant, given: Iterable[Given], members: int, office: str, phone: str, on: date
) -> dict[str, Any]:
    """The fields of a preliminary notice (审核公示)."""
    help_given = list(given)
    shown = {
        "name": name_shown(applicant, help_given, on),
        "members": members_shown(help_given, members),
        "programme": programme_shown(help_given),
        **amount_shown(help_given),
        "office": office,
        "phone": phone,
    }
    return checked("preliminary", shown)


def shown_standing(*, applicant: Applicant, given: Given, members: int, on: date) -> dict[str, Any]:
    """The fields of a standing publication (长期公布): name, members, amount."""
    shown = {
        "name": name_shown(applicant, [given], on),
        "members": members_shown([given], members),
        **amount_shown([given]),
    }
    return checked("standing", shown)


def name_shown(applicant: Applicant, given: Iterable[Given], on: date) -> str:
    """An adult's name. A child's never; who may be a child, since nobody knows when they were born, is treated as one.

    Raises ProblemsError: help for a child, and no guardian who could be named.
    """
    if any(_showing(g).of_child for g in given):
        if not applicant.guardian:
            raise refusal(
                "儿童的待遇不公示儿童姓名；这一件没有监护人姓名，不能公示",
                "a child's name is never on a notice, and no guardian is recorded: this case cannot be put on notice",
            )
        return applicant.guardian
    if applicant.born is None or completed_years(applicant.born, on) < ADULT:
        return HIDDEN_NAME
    return applicant.name


def members_shown(given: list[Given], members: int) -> int:
    """The household's people, or how many of them get what is for a person."""
    if given and all(g.is_for_person for g in given):
        return len(given)
    return members


def programme_shown(given: Iterable[Given]) -> dict[str, str]:
    labels = list(dict.fromkeys(_showing(g).label for g in given))
    return {"zh": "、".join(t.zh for t in labels), "en": ", ".join(t.en for t in labels)}


def amount_shown(given: list[Given]) -> dict[str, Any]:
    """One amount of one period, or none: a part left out of a sum would be told by the sum."""
    amounts = [g.amount_fen for g in given if g.amount_fen is not None]
    one_period = len({g.period for g in given}) == 1
    if not given or len(amounts) < len(given) or not one_period:
        return {}
    if not all(_showing(g).amount for g in given):
        return {}
    return {"amount_fen": sum(amounts), "period": given[0].period}


def checked(kind: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    """The same fields. Raises ValueError: one that is not on the list."""
    extra = sorted(set(shown) - set(ALLOWED[kind]))
    if extra:
        raise ValueError(f"a {kind} notice may not show {', '.join(extra)}")
    return dict(shown)


def _showing(given: Given) -> Showing:
    return SHOWINGS.get(given.programme, UNLISTED)
