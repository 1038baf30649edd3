"""Durations as Prometheus writes them, and as Azure does."""

import re

_UNITS = {"y": 365 * 86_400_000, "w": 7 * 86_400_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
_PROMETHEUS = re.compile("".join(rf"(?:([0-9]{{1,12}}){unit})?" for unit in _UNITS))


class DurationError(ValueError):
    """A text that is no duration, or none that Azure has."""


def seconds(text: str) -> int:
    """Seconds of a duration such as `1h30m`. Raises DurationError.

    https://prometheus.io/docs/prometheus/latest/configuration/configuration/#configuration-file
    """
    found = _PROMETHEUS.fullmatch(text)
    if text == "0":
        return 0
    if found is None or not any(found.groups()):
        raise DurationError(f"must be a duration such as 5m or 1h30m, is {text!r}")
    milliseconds = sum(int(part or 0) * unit for part, unit in zip(found.groups(), _UNITS.values(), strict=True))
    if milliseconds % 1_000:
        raise DurationError(f"must be whole seconds, is {text}")
    return milliseconds // 1_000


def iso(total: int) -> str:
    """Seconds as ISO 8601 has them: `PT5M`, `P1DT30M`."""
    days, rest = divmod(total, 86_400)
    parts = {"H": rest // 3_600, "M": rest % 3_600 // 60, "S": rest % 60}
    time = "".join(f"{count}{unit}" for unit, count in parts.items() if count)
    date = f"P{days}D" if days else "P"
    return f"{date}T{time}" if time else (date if days else "PT0S")
