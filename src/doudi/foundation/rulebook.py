"""The rulebook of this installation, read once for every page and job: the shipped law with the county's own values."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from doudi.law import cn
from doudi.rules.rulebook import Rulebook


@lru_cache(maxsize=1)
def get_rulebook() -> Rulebook:
    return cn.load_rulebook(settings.DOUDI.local)


def current_pack_digest() -> str:
    """The digest of the place's own signed figures: what a decision freezes. "": none are signed."""
    return ""
