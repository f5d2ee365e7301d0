"""The law that a decision used, kept once for all decisions of the same law."""

from __future__ import annotations

from doudi.casework.models import LawSnapshot
from doudi.foundation.clock import get_now
from doudi.rules.canonical import compress, digest_of
from doudi.rules.rulebook import Edition
from doudi.rules.snapshot import snapshot_of


def keep_law(edition: Edition) -> LawSnapshot:
    """The snapshot of an edition: written when its digest is new."""
    content = snapshot_of(edition)
    digest = digest_of(content)
    found, _ = LawSnapshot.objects.get_or_create(
        digest=digest, defaults={"content": compress(content), "kept_at": get_now()}
    )
    return found
