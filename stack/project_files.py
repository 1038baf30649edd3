"""Files that a stack file names by their paths from the folder of `Pulumi.yaml`."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
"""The folder of `Pulumi.yaml`."""


class UnreadableFile(ValueError):
    """Why a file cannot be read."""


def content(path: str) -> str:
    """The text of a file. Raises UnreadableFile."""
    try:
        return (PROJECT / path).read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise UnreadableFile(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
