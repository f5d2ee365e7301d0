"""A disk that is small enough to be filled."""

import os
import pwd
import resource
import subprocess
from contextlib import contextmanager, suppress


class SmallDisk:
    """A file system of its own in `folder`, of so many bytes. `is_real` is false where none may be mounted."""

    def __init__(self, folder, size, owner=None):
        folder.mkdir(exist_ok=True)
        self.folder, self._ballast = folder, folder / "ballast"
        uid = f",uid={pwd.getpwnam(owner).pw_uid}" if owner and os.geteuid() == 0 else ""
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700{uid}", "tmpfs", folder]
        try:
            done = subprocess.run(mount, capture_output=True, check=False, encoding="utf-8")
            self.is_real, self.why = done.returncode == 0, done.stderr.strip()
        except OSError as error:
            self.is_real, self.why = False, str(error)

    @contextmanager
    def full(self, *, but=0):
        """Full to the last byte, or with so many left; at the end there is room again."""
        if not self.is_real:
            with self._limited():
                yield
            return
        try:
            self._fill()
            os.truncate(self._ballast, max(0, self._ballast.stat().st_size - but))
            yield
        finally:
            self._ballast.unlink()

    def _fill(self):
        """Whoever else writes there meanwhile."""
        file = os.open(self._ballast, os.O_WRONLY | os.O_CREAT)
        try:
            for size in (1 << 20, 4096):
                with suppress(OSError):
                    while os.write(file, bytes(size)) == size:
                        pass
        finally:
            os.close(file)

    @contextmanager
    def _limited(self):
        """As a quota does: no file of this process grows beyond so many bytes."""
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    def close(self):
        if self.is_real:
            subprocess.run(["umount", "--lazy", self.folder], check=True)
            self.is_real = False


@contextmanager
def small_disk(folder, size, owner=None):
    made = SmallDisk(folder, size, owner)
    try:
        yield made
    finally:
        made.close()
