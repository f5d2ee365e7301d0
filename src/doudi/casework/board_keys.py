"""The address of a village's public board: its code and a key that stands on the posters.

Area codes can be counted through; without the key somebody could collect the names of a whole county's families. A neighbour
who stands before the poster has the key.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from doudi.units.area import LENGTH

_SALT = "doudi.casework.board"
_KEY_LENGTH = 16  # 64 bits


def board_of(area: str) -> str:
    return f"{area}-{_key(area, settings.SECRET_KEY)}"


def area_of(board: str) -> str | None:
    """The village, if the key is its own; keys of the site's former secrets still open printed posters."""
    area, _dash, key = board.partition("-")
    if len(area) != LENGTH or not (area.isascii() and area.isdigit()):
        return None
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    found = any(constant_time_compare(key, _key(area, secret)) for secret in secrets)
    return area if found else None


def _key(area: str, secret: str) -> str:
    return salted_hmac(_SALT, area, secret=secret, algorithm="sha256").hexdigest()[:_KEY_LENGTH]
