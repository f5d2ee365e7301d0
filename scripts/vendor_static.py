"""Copies the front-end files that pages load from node_modules/ into the static folder.

Nothing else of the packages is served. To serve one more file, add its line here.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/doudi/foundation/static/vendor"

# file in node_modules → name under static/vendor/
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "echarts/dist/echarts.common.min.js": "echarts.common.min.js",
    "idb/build/umd.js": "idb.js",
}

# The maps are not served, and the hashing storage refuses a reference to a file that is not there.
SOURCE_MAP = re.compile(rb"\s*(/\*#|//#) sourceMappingURL=\S+( \*/)?\s*$")


def main() -> int:
    missing = [source for source in FILES if not (MODULES / source).is_file()]
    if missing:
        print(f"not in node_modules: {', '.join(missing)}. Run `make vendor`.", file=sys.stderr)
        return 1
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in FILES.items():
        content = (MODULES / source).read_bytes()
        (VENDOR / name).write_bytes(SOURCE_MAP.sub(b"", content) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
