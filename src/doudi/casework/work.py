"""What of casework waits for somebody: one source for each part of the work."""

from __future__ import annotations

from collections.abc import Callable

from doudi.foundation.access import Viewer
from doudi.foundation.pages import WorkItem

WORK: tuple[Callable[[Viewer], list[WorkItem]], ...] = ()
