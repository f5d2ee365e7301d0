"""What must hold before an action of a procedure may be done. Procedures name guards; each answers with what stands against it.

    @guard("visited")
    def visited(s: Situation) -> list[Text]: …      [] nothing stands against it

A file for each part of the work. A guard only reads; whoever writes does so before the step, in the same transaction.
"""

from doudi.casework.guards import (
    after,
    campaigns,
    children,
    decisions,
    emergency,
    handing_over,
    intake,
    investigation,
    notices,
    self_care,
)
from doudi.casework.guards.base import GUARDS, Situation

__all__ = [
    "GUARDS",
    "Situation",
    "after",
    "campaigns",
    "children",
    "decisions",
    "emergency",
    "handing_over",
    "intake",
    "investigation",
    "notices",
    "self_care",
]
