"""Certificates in a stack file: text in PEM."""

import base64
import re
import ssl

MAXIMUM = 100_000
# As strict as Go's decoder, which passes over what it cannot read: https://pkg.go.dev/encoding/pem#Decode
_BLOCK = r"\s*^-----BEGIN CERTIFICATE-----[ \t\r]*\n([A-Za-z0-9+/=\s]+)^-----END CERTIFICATE-----[ \t\r]*$"
_MUST = (
    "must be certificates in PEM, one below the other and nothing beside: each from a line -----BEGIN CERTIFICATE----- "
    "to a line -----END CERTIFICATE-----"
)


def certificates(text: str) -> str:
    """The text, one or more certificates. Raises ValueError, which never shows what is there."""
    if "PRIVATE KEY-----" in text:
        raise ValueError("must not hold a private key: whoever has seen it can pass for the authority; replace both")
    if len(text) > MAXIMUM:
        raise ValueError(f"must have at most {MAXIMUM} characters, has {len(text)}")
    if not re.fullmatch(rf"({_BLOCK})+\s*", text, re.MULTILINE):
        raise ValueError(_MUST)
    for number, body in enumerate(re.findall(_BLOCK, text, re.MULTILINE), start=1):
        if not _is_certificate(body):
            raise ValueError(f"must be certificates: certificate {number} cannot be read")
    return text


def _is_certificate(body: str) -> bool:
    try:
        der = base64.b64decode("".join(body.split()), validate=True)
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=der)
    except (ValueError, ssl.SSLError):
        return False
    return True
