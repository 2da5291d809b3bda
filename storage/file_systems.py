"""Which file system a file lies on: SQLite's write-ahead log works on local ones only."""

import re
from pathlib import Path

from storage.database_faults import DatabaseFaultError

MOUNTS = Path("/proc/self/mounts")
NETWORK = re.compile(
    r"nfs\d?|cifs|smb\w*|9p|afs|ncpfs|ceph|lustre|glusterfs|beegfs|davfs"
    r"|fuse\.(sshfs|s3fs|rclone|gcsfuse|goofys|blobfuse2?|glusterfs|ceph\S*|davfs2?|curlftpfs|smb\S*|nfs\S*)"
)
"""Kinds that other machines may reach too."""

_ESCAPED = re.compile(r"\\([0-7]{3})")


def refuse_network(file: str, mounts: str | None = None) -> None:
    """Raise DatabaseFaultError where `file` would lie on a network file system."""
    kind = kind_of(file, mounts)
    if kind is not None and NETWORK.fullmatch(kind):
        raise DatabaseFaultError(
            f"The database file {file} lies on a network file system ({kind}), where SQLite's locks and its "
            "write-ahead log do not hold. Put it on a local disk, or set DATABASE_URL to a PostgreSQL."
        )


def kind_of(file: str, mounts: str | None = None) -> str | None:
    """Return the kind of file system, such as `ext4`; None where the machine has no table of mounts.

    `mounts` is that table in the form of /proc/self/mounts, which is read by default.
    """
    if mounts is None:
        if not MOUNTS.exists():
            return None
        mounts = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    place = Path(file).resolve()
    # A later mount hides an earlier one at the same point.
    found = [(len(point.parts), kind) for point, kind in _points(mounts) if place.is_relative_to(point)]
    return max(reversed(found), key=lambda each: each[0])[1] if found else None


def _points(mounts: str) -> list[tuple[Path, str]]:
    fields = [line.split() for line in mounts.splitlines()]
    return [(Path(_unescaped(each[1])), each[2]) for each in fields if len(each) > 2]


def _unescaped(point: str) -> str:
    # A blank in a mount point is written \040.
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), point)
