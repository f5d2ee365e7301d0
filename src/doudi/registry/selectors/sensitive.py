"""What of a file a viewer may not see: illness, disability, prison … are for those who work on the whole file."""

from __future__ import annotations

from doudi.foundation.access import Viewer
from doudi.registry.domain.statements import sensitive_facts


def hidden_facts(viewer: Viewer) -> frozenset[str]:
    """Names of the facts to leave out."""
    return frozenset() if viewer.may("register.sensitive") else sensitive_facts()
