"""Opens program files and nothing else: no link, device or folder in a file's place, nothing too large (FAULTS G8)."""

import os
import stat
import tempfile
from pathlib import Path

from rituals.errors import UserFacingError

MAX_BYTES = 5_000_000


class PathRefusedError(UserFacingError):
    """The path does not lead to what a program file may be."""


def read_bytes(path: Path) -> bytes:
    """Return what a regular file of at most MAX_BYTES holds; raises PathRefusedError."""
    # Not following links is left to the system: between a check and the opening the file could be exchanged. Without
    # blocking, because opening a pipe would wait for somebody to write to it.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        raise PathRefusedError(f"{path.name} cannot be read: {_reason(path, error)}.") from error
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise PathRefusedError(f"{path.name} is {_sort(mode)}, not a file.")
    with open(descriptor, "rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise PathRefusedError(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB.")
    return content


def write_bytes(folder: Path, name: str, content: bytes) -> None:
    """Put a file into a folder, whole or not at all; raises PathRefusedError where anything but a file has its name."""
    if Path(name).name != name:
        raise PathRefusedError(f"{name} is not the name of a file inside the folder.")
    target = folder / name
    if (target.is_symlink() or target.exists()) and not stat.S_ISREG(target.lstat().st_mode):
        raise PathRefusedError(f"{name} is {_sort(target.lstat().st_mode)}, and is not replaced by a file.")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as beside:
        draft = Path(beside) / name
        draft.write_bytes(content)
        os.replace(draft, target)


def make_folder(path: Path) -> None:
    """Make sure that `path` is a folder of its own; raises PathRefusedError."""
    if path.is_symlink():
        raise PathRefusedError(f"{path.name} is a link. Name the folder itself.")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PathRefusedError(f"{path.name} cannot be used as a folder: {error.strerror}.") from error


def _reason(path: Path, error: OSError) -> str:
    return "it is a link" if path.is_symlink() else (error.strerror or "the system refuses it").lower()


def _sort(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a link"
    return "a folder" if stat.S_ISDIR(mode) else "a device or pipe"
