"""Durations as Azure writes them."""


def iso(total: int) -> str:
    """Seconds as ISO 8601 has them: `PT5M`, `P1DT30M`."""
    days, rest = divmod(total, 86_400)
    parts = {"H": rest // 3_600, "M": rest % 3_600 // 60, "S": rest % 60}
    time = "".join(f"{count}{unit}" for unit, count in parts.items() if count)
    date = f"P{days}D" if days else "P"
    return f"{date}T{time}" if time else (date if days else "PT0S")
