"""Which questions a family is asked now: those whose answer alone, all others being "none", could still turn something.

What counts only together with another answer (the costs of a business that nobody said exists) waits for that answer;
what the family may choose waits until there is something to choose. So each round asks less than everything, and whatever the
rules still need comes in the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from doudi.casework.domain.choices import split_key
from doudi.casework.selectors.fitting import Fit, Questions
from doudi.foundation.rulebook import get_rulebook
from doudi.rules.case import Case
from doudi.rules.decide import ELECTION, results_of

Place = tuple[str, int, str]


def first_questions(
    fit: Fit,
    questions: Questions,
    keys: Iterable[str],
    can_be_none: Collection[str],
    shown: Collection[str],
) -> dict[str, set[str]]:
    """Names of facts by slug. `can_be_none`: facts of which "there is none" is the usual answer; `shown`: asked already ("p12:deposits").

    Where nothing comes first, everything does that was not shown.
    """
    rows = _rows(fit)
    places: dict[Place, str] = {
        (*rows[asked.slug], fact.name): f"{asked.slug}:{fact.name}"
        for asked in questions.asked
        for fact in asked.facts
    }
    first = [places[p] for p in _turning(fit, places, keys, can_be_none)]
    fresh = [p for p in first or places.values() if p not in shown]
    plain = [p for p in fresh if not p.partition(":")[2].startswith(ELECTION)]
    found: dict[str, set[str]] = {}
    for place in plain or fresh:
        slug, _, name = place.partition(":")
        found.setdefault(slug, set()).add(name)
    return found


def _turning(
    fit: Fit, places: Collection[Place], keys: Iterable[str], can_be_none: Collection[str]
) -> set[Place]:
    """One "what if" for each name, of all rows at once, and one for what has no "none"."""
    keys, book = set(keys), get_rulebook()
    members = [m.person_id for m in fit.known.memberships]
    programmes = sorted({split_key(key)[0] for key in keys})
    unsaid = [p for p in places if p[2] in can_be_none]
    found: set[Place] = set()
    for name in ("", *sorted({p[2] for p in unsaid})):
        case = _with_none(fit.known.case(), [p for p in unsaid if p[2] != name])
        for result in results_of(book, case, programmes):
            programme = result.programme
            person = "" if programme.subject == "household" else f":{members[result.row]}"
            if programme.name + person not in keys:
                continue
            needed = {(n.entity, n.row, n.name) for n in result.needs if n.kind == "fact"}
            found |= {p for p in needed if (p[2] == name if name else p[2] not in can_be_none)}
    return found & set(places)


def _rows(fit: Fit) -> dict[str, tuple[str, int]]:
    known = fit.known
    return {
        "household": ("household", 0),
        **{f"p{m.person_id}": ("member", n) for n, m in enumerate(known.memberships)},
        **{f"s{s.pk}": ("supporter", n) for n, s in enumerate(known.supporters)},
    }


def _with_none(case: Case, places: Iterable[Place]) -> Case:
    for entity, row, name in places:
        case.row_facts(entity, row)[name] = 0  # zero, no, and a category's first option
    return case
