"""What is asked for each kind of change. A form's `asked()` is what `plan_change` and `request_change` take."""

from doudi.registry.forms.changes.base import ChangeForm, Scene
from doudi.registry.forms.changes.households import CorrectHousehold, MergeHouseholds, Move, Split
from doudi.registry.forms.changes.members import (
    AddMember,
    ChangeHead,
    Death,
    MovePerson,
    RemoveMember,
)
from doudi.registry.forms.changes.persons import CorrectPerson, MergePersons, UndoMerge

#: By the kind's stored name: what is asked on a household's page, and on a person's.
HOUSEHOLD_FORMS: dict[str, type[ChangeForm]] = {
    form.kind: form
    for form in (
        AddMember,
        RemoveMember,
        ChangeHead,
        Split,
        MergeHouseholds,
        Move,
        CorrectHousehold,
    )
}
PERSON_FORMS: dict[str, type[ChangeForm]] = {
    form.kind: form for form in (Death, MovePerson, CorrectPerson, MergePersons, UndoMerge)
}

__all__ = ["HOUSEHOLD_FORMS", "PERSON_FORMS", "ChangeForm", "Scene"]
