"""What the forms of the register share: refusals of the services as faults of the form, and the boxes for a document."""

from __future__ import annotations

from datetime import date

from django import forms

from doudi.foundation.fields import add_problems
from doudi.foundation.templatetags.doudi import language
from doudi.units.identity import IdentityKind, IdentityNumber, no_identity, parse_identity
from doudi.units.text import ProblemsError


class DeskForm(forms.Form):
    """A form whose faults all come from the server, in words."""

    use_required_attribute = False

    def refuse(self, refused: ProblemsError, field: str | None = None) -> None:
        """What a service refused, as faults of one box, or of whichever box they name."""
        if field is None:
            add_problems(self, refused)
            return
        for problem in refused.problems:
            self.add_error(field, problem.in_(language()))


def read_identity(kind: str, number: str, reason: str, *, on: date) -> IdentityNumber:
    """The number of a form's three boxes, or the reason why there is none.

    Raises:
        ProblemsError: neither, or a number that is not of its kind.
    """
    chosen = IdentityKind(kind)
    if chosen is IdentityKind.none:
        return no_identity(reason)
    return parse_identity(number, kind=chosen, not_after=on)
