"""Names of fields, as Python spells them and as everybody else does."""

import re


def camel(field: str) -> str:
    """`write_url` as `writeUrl`."""
    return re.sub(r"_(\w)", lambda m: m[1].upper(), field)
