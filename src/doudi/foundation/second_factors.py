"""The secrets of second factors, encrypted inside allauth's rows: its key for codes, its seed for recovery codes."""

from __future__ import annotations

import base64
from typing import Any

from django.db import transaction

from doudi.foundation.encrypted import SealedTexts
from doudi.foundation.keys import keyring

PURPOSE = "account.second_factor"
SECRETS = ("secret", "seed")


def seal(text: str) -> str:
    return base64.b64encode(keyring().encrypt(text, PURPOSE)).decode()


def unseal(text: str) -> str:
    return keyring().decrypt(base64.b64decode(text), PURPOSE)


def _read() -> list[bytes]:
    return [
        base64.b64decode(row.data[name])
        for row in _rows().all()
        for name in SECRETS
        if name in row.data
    ]


@transaction.atomic
def _move() -> int:
    """Encrypt with the newest key what an older one encrypted. Few rows: one for each member of staff, two at most."""
    newest, moved = keyring().newest.id, 0
    for row in _rows().select_for_update():
        old = {n: row.data[n] for n in SECRETS if n in row.data}
        old = {n: text for n, text in old.items() if base64.b64decode(text)[0] != newest}
        if old:
            row.data |= {name: seal(unseal(text)) for name, text in old.items()}
            row.save(update_fields=["data"])
            moved += len(old)
    return moved


def _rows() -> Any:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects


SECOND_FACTORS = SealedTexts("mfa_authenticator", _read, _move)
