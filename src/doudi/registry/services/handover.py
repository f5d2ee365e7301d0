"""A change of post: what of the register's open work goes to the successor.

Uploads that are not finished move. Requests that wait for a second person stay in the name of who asked, or that person could sign
his own request under his next posting.
"""

from __future__ import annotations

from datetime import date

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.models import Posting
from doudi.registry.models import Import

OPEN = (
    Import.State.uploaded,
    Import.State.checking,
    Import.State.checked,
    Import.State.applying,
    Import.State.refused,
)


def move_open_imports(actor: Viewer, old: Posting, new: Posting, on: date) -> int:
    """For `register_handover`: how many uploads moved. In the caller's transaction, which writes the event."""
    waiting = in_scope(actor, Import.objects.filter(uploaded_by=old, state__in=OPEN))
    return waiting.update(uploaded_by=new)
