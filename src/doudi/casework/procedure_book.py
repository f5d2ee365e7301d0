"""The procedures of this installation: the shipped ones, and a county's own in the `procedures` folder of its data."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from doudi.casework.domain.conditions import CONDITIONS
from doudi.casework.domain.procedure_checks import Known
from doudi.casework.domain.procedure_reader import read_procedures
from doudi.casework.domain.procedures import Procedure, ProcedureBook
from doudi.casework.forms import ACTION_FORMS
from doudi.casework.guards import GUARDS
from doudi.casework.papers import LETTER_KINDS
from doudi.foundation.domain.roles import Role
from doudi.foundation.rulebook import get_rulebook

SHIPPED = Path(__file__).parent / "procedures"


def known_names() -> Known:
    """What a procedure may name in this house."""
    book = get_rulebook()
    return Known(
        roles=frozenset(r.value for r in Role),
        guards=frozenset(GUARDS),
        letters=frozenset(LETTER_KINDS),
        values=frozenset(book.values.declarations),
        programmes=frozenset(book.programmes),
        conditions=frozenset(CONDITIONS),
        forms=frozenset(ACTION_FORMS),
    )


@lru_cache(maxsize=1)
def get_procedures() -> ProcedureBook:
    """Raises ProblemsError with every fault of every file."""
    own = settings.DOUDI.data / "procedures"
    return read_procedures([SHIPPED, *([own] if own.is_dir() else [])], known=known_names())


def procedure_of(case: object) -> Procedure:
    """The version that a case began with."""
    return get_procedures().version(case.procedure, case.procedure_version)  # type: ignore[attr-defined]
