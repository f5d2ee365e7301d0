"""The doors to a department's list and to one lead."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.casework.models import Award, Lead, ListFile
from doudi.casework.selectors.leads import awards_of_lead, get_lead, get_list_file
from doudi.foundation.access import Viewer, permit


def access_list_file_for_work(viewer: Viewer, list_id: int) -> ListFile:
    permit(viewer, "lead.work")
    return there(get_list_file(viewer, list_id))


def access_lead_for_view(viewer: Viewer, lead_id: int) -> Lead:
    permit(viewer, "case.check")
    return there(get_lead(viewer, lead_id))


def access_lead_for_work(viewer: Viewer, lead_id: int) -> Lead:
    permit(viewer, "lead.work")
    return there(get_lead(viewer, lead_id))


def access_award_of_lead(viewer: Viewer, lead: Lead, award_id: int) -> Award:
    """One of the household that the lead is about."""
    permit(viewer, "case.work")
    return there(next((a for a in awards_of_lead(viewer, lead) if a.pk == award_id), None))


def access_lead_for_hold(viewer: Viewer, award: Award, lead_id: str) -> Lead | None:
    """The lead that an officer names for a hold: of the award's own household. "": none is named."""
    permit(viewer, "award.sign")
    if not lead_id:
        return None
    found = get_lead(viewer, int(lead_id)) if lead_id.isdecimal() and len(lead_id) < 18 else None
    return there(found if found and found.household_id == award.household_id else None)
