"""Letters, forms and posters: which there are (`kinds.yaml`), what stands in them, PDF and DOCX."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from doudi.rules.marked_yaml import read_marked


@lru_cache(maxsize=1)
def _kinds() -> dict[str, Any]:
    path = Path(__file__).parent / "kinds.yaml"
    data, _ = read_marked(path.read_text(encoding="utf-8"), path.name)
    return dict(data)


#: Every letter and form, by its key: {"zh", "en", "sign": yes where somebody signs it, …}.
LETTER_KINDS: dict[str, Any] = _kinds()
