"""Letters on the page of a case, and the forms that may be printed there."""

from __future__ import annotations

from datetime import date
from typing import Any

from doudi.casework.letters_table import TONES, state_of, title_of
from doudi.casework.models import Case
from doudi.casework.selectors.letters import list_letters_of_case
from doudi.foundation.access import Viewer
from doudi.units.text import Text

#: What a clerk prints when needed; everything else is made by a step.
FORMS = {
    "consent_form": Text("核对授权书", "consent to cross-checks"),
    "pledge_form": Text("诚信承诺书", "pledge of truth"),
    "visit_notice": Text("入户通知", "notice of a visit"),
    "visit_form": Text("入户调查表", "visit form"),
    "appraisal_form": Text("民主评议记录表", "minutes of an appraisal"),
}


def build_letters(viewer: Viewer, case: Case, on: date) -> dict[str, Any]:
    letters = list(list_letters_of_case(viewer, case))
    return {
        "letters": [(x, title_of(x), state_of(x), TONES[x.state]) for x in letters],
        "case": case,
        "forms": FORMS if viewer.may("case.work") and case.is_open else {},
    }
