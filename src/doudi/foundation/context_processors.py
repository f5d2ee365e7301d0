from django.http import HttpRequest

from doudi import __version__
from doudi.foundation.type_size import is_large_type


def page(request: HttpRequest) -> dict[str, object]:
    """What the page frame needs on every page."""
    return {"is_large_type": is_large_type(request), "doudi_version": __version__}
