"""Writes docs/api/openapi.json from the code (`make api`). Other systems read it; a test holds the two together."""

import json
import os
import sys
from pathlib import Path

OPENAPI = Path(__file__).parents[1] / "docs/api/openapi.json"


def describe() -> str:
    """The description as committed: indented, Chinese as Chinese."""
    from doudi.config.api import api

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, ensure_ascii=False, indent=1, default=str) + "\n"


def main() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
    django.setup()
    OPENAPI.write_text(describe(), encoding="utf-8")
    print(OPENAPI.relative_to(Path.cwd()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
