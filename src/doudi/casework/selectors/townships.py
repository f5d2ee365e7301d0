"""The townships of a viewer's area, for the filters of lists."""

from __future__ import annotations

from doudi.foundation.access import Viewer
from doudi.foundation.models import Area
from doudi.units.area import AreaLevel, level


def list_townships(viewer: Viewer) -> list[tuple[str, str]]:
    """Code and name of those in force. Areas are everybody's to read."""
    rows = Area.objects.filter(
        code__gte=viewer.area_from,
        code__lt=viewer.area_to,
        code__endswith="000",
        valid_to__isnull=True,
    ).order_by("code")
    found = rows.values_list("code", "name")
    return [(code, name) for code, name in found if level(code) is AreaLevel.township]
