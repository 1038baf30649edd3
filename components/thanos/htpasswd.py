"""Password files that ingress controllers read."""

from collections.abc import Sequence

from passlib.hash import apr_md5_crypt


def htpasswd(username: str, password: str, salt: str) -> str:
    """One line of a password file, hashed as `$apr1$`; the same for the same salt of up to eight letters and digits.

    nginx verifies on every request in its event loop, where bcrypt takes tens of milliseconds; the password is long and
    random instead.
    """
    return f"{username}:{apr_md5_crypt.using(salt=salt).hash(password)}\n"


def htpasswd_of(values: Sequence[str]) -> str:
    """`htpasswd` of user, password and salt in this order, for `Output.apply`."""
    username, password, salt = values
    return htpasswd(username, password, salt)
