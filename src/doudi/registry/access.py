"""The only doors by which a page or the API gets one object: outside the viewer's area there is none (404)."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import Model
from django.http import Http404

from doudi.foundation.access import Viewer, in_scope, permit
from doudi.registry.models import (
    ChangeRequest,
    Document,
    DuplicatePair,
    Export,
    Household,
    Import,
    ImportMapping,
    Person,
    Supporter,
)
from doudi.registry.selectors.duplicates import get_pair
from doudi.registry.selectors.exports import get_export, without_exports
from doudi.registry.selectors.household_file import HouseholdFile, get_household_file
from doudi.registry.selectors.households import get_household
from doudi.registry.selectors.imports import find_import, list_mappings
from doudi.registry.selectors.persons import get_person

Found = TypeVar("Found", bound=Model)


def _there(found: Found | None) -> Found:
    if found is None:
        raise Http404
    return found


def access_household_for_view(viewer: Viewer, household_id: int) -> Household:
    permit(viewer, "register.view")
    return _there(get_household(viewer, household_id))


def access_household_file_for_view(viewer: Viewer, household_id: int, on: date) -> HouseholdFile:
    """The household with all that its page shows: one reading instead of two."""
    permit(viewer, "register.view")
    try:
        return get_household_file(viewer, household_id, on)
    except Household.DoesNotExist:
        raise Http404 from None


def access_household_for_recording(viewer: Viewer, household_id: int) -> Household:
    """To record facts, evidence, supporters and documents."""
    permit(viewer, "register.record")
    return _there(get_household(viewer, household_id))


def access_household_for_change(viewer: Viewer, household_id: int) -> Household:
    """To ask for a change."""
    permit(viewer, "change.request")
    return _there(get_household(viewer, household_id))


def access_person_for_view(viewer: Viewer, person_id: int) -> Person:
    permit(viewer, "register.view")
    return _there(get_person(viewer, person_id))


def access_person_for_recording(viewer: Viewer, person_id: int) -> Person:
    permit(viewer, "register.record")
    return _there(get_person(viewer, person_id))


def access_person_for_change(viewer: Viewer, person_id: int) -> Person:
    permit(viewer, "change.request")
    return _there(get_person(viewer, person_id))


def access_person_for_reveal(viewer: Viewer, person_id: int) -> Person:
    permit(viewer, "register.reveal")
    return _there(get_person(viewer, person_id))


def access_supporter_for_recording(viewer: Viewer, supporter_id: int) -> Supporter:
    permit(viewer, "register.record")
    rows = in_scope(viewer, Supporter.objects.filter(pk=supporter_id))
    return _there(rows.select_related("household", "supported").first())


def access_document_for_view(viewer: Viewer, document_id: int) -> Document:
    permit(viewer, "document.view")
    rows = without_exports(Document.objects.filter(pk=document_id))
    return _there(in_scope(viewer, rows).first())


def access_change_for_view(viewer: Viewer, change_id: int) -> ChangeRequest:
    permit(viewer, "register.view")
    return _there(_change(viewer, change_id))


def access_change_for_decision(viewer: Viewer, change_id: int) -> ChangeRequest:
    permit(viewer, "change.approve")
    return _there(_change(viewer, change_id))


def access_change_for_withdrawal(viewer: Viewer, change_id: int) -> ChangeRequest:
    permit(viewer, "change.request")
    return _there(_change(viewer, change_id))


def _change(viewer: Viewer, change_id: int) -> ChangeRequest | None:
    rows = in_scope(viewer, ChangeRequest.objects.filter(pk=change_id))
    return rows.select_related(
        "household", "person", "evidence", "asked_by__account", "desk"
    ).first()


def access_pair_for_review(viewer: Viewer, pair_id: int) -> DuplicatePair:
    """Two files that may be of one person, both in the viewer's area."""
    permit(viewer, "duplicate.review")
    return _there(get_pair(viewer, pair_id))


def access_import_for_work(viewer: Viewer, import_id: int) -> Import:
    """To match, check, apply or discard an uploaded ledger, and to see what was wrong with it."""
    permit(viewer, "import.run")
    return _there(find_import(viewer, import_id))


def access_mapping_for_change(viewer: Viewer, mapping_id: int) -> ImportMapping:
    """A saved mapping of the viewer's own area; those of the areas above are read-only."""
    permit(viewer, "mapping.edit")
    return _there(list_mappings(viewer).filter(pk=mapping_id).first())


def access_export_for_view(viewer: Viewer, export_id: int) -> Export:
    """The record of an export; its file goes to whoever asked for it only."""
    permit(viewer, "export.run")
    return _there(get_export(viewer, export_id))


def access_export_for_decision(viewer: Viewer, export_id: int) -> Export:
    permit(viewer, "export.approve")
    return _there(get_export(viewer, export_id))
