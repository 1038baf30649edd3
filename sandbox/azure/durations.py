"""Durations as Azure writes them: ISO 8601."""

import re
from datetime import timedelta

_ISO = re.compile(r"P(?=.)(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?", re.ASCII)


def duration(text: str) -> timedelta | None:
    """None for a text that is no duration."""
    if (found := _ISO.fullmatch(text)) is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
