"""Password files that ingress controllers read."""

from collections.abc import Sequence
from typing import Any

import passlib.hash  # pyright: ignore[reportMissingTypeStubs] libpass ships no types

# Hashers are made on first access, out of a type checker's sight.
_apr1: Any = getattr(passlib.hash, "apr_md5_crypt")  # noqa: B009


def htpasswd(username: str, password: str, salt: str) -> str:
    """One line of a password file, hashed as `$apr1$`; the same for the same salt of up to eight letters and digits.

    nginx verifies on every request in its event loop, where bcrypt takes tens of milliseconds; the password is long and
    random instead.
    """
    return f"{username}:{_apr1.using(salt=salt).hash(password)}\n"


def htpasswd_of(values: Sequence[str]) -> str:
    """`htpasswd` of user, password and salt in this order, for `Output.apply`."""
    username, password, salt = values
    return htpasswd(username, password, salt)
