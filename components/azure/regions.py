"""Regions of Azure, which it writes as in `West Europe` or as in `westeurope`."""


def programmatic(location: str) -> str:
    """The region's name as ids, zones and stack files have it."""
    return location.replace(" ", "").lower()
