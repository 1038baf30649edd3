"""Certificates of an authority in a stack file: only what every consumer reads, and only where it has an effect."""

from typing import Any

import pytest

from stack.config.warnings import warnings
from tests.authorities import ANOTHER_AUTHORITY, AUTHORITY
from tests.unit.test_stack_config import backend, check, problems, valid

COMPANYS = "https://acme.example.com/directory"
KEY = AUTHORITY.replace("CERTIFICATE", "PRIVATE KEY")
BODY = AUTHORITY.partition("\n")[2].rpartition("-----END")[0]


def ingress(**keys: Any) -> dict[str, Any]:
    return valid(ingress={**valid()["ingress"], **keys})


def vendor(certificates: Any, url: str = "https://metrics.example.com/push") -> dict[str, Any]:
    return backend(kind="remote-write", url=url, certificateAuthority=certificates)


@pytest.mark.parametrize(
    "certificates",
    [
        AUTHORITY,
        AUTHORITY.strip(),
        AUTHORITY + ANOTHER_AUTHORITY,
        f"\n{AUTHORITY}\n\n{ANOTHER_AUTHORITY}\n",
        AUTHORITY.replace("\n", "\r\n"),
        AUTHORITY.replace("-----\n", "----- \n"),
        f"-----BEGIN CERTIFICATE-----\n{''.join(BODY.split())}\n-----END CERTIFICATE-----",
    ],
    ids=["one", "no last line break", "two", "blank lines", "carriage returns", "blanks behind", "one long line"],
)
def test_certificates_are_taken_as_they_are(certificates: str) -> None:
    taken = check(ingress(acmeServer=COMPANYS, certificateAuthority=certificates)).ingress

    assert taken
    assert taken.certificate_authority == certificates


@pytest.mark.parametrize(
    ("certificates", "says"),
    [
        ("", "must be certificates in PEM"),
        ("root.pem", "must be certificates in PEM"),
        (BODY, "must be certificates in PEM"),
        (AUTHORITY.replace("\n", " "), "must be certificates in PEM"),
        (AUTHORITY.replace("\n", "\n  "), "must be certificates in PEM"),
        (AUTHORITY.strip() + AUTHORITY, "must be certificates in PEM"),
        (f"# root\n{AUTHORITY}", "must be certificates in PEM"),
        (f"{AUTHORITY}and more", "must be certificates in PEM"),
        (AUTHORITY[:200], "must be certificates in PEM"),
        (AUTHORITY.replace("CERTIFICATE", "CERTIFICATE REQUEST"), "must be certificates in PEM"),
        (KEY, "must not hold a private key"),
        (AUTHORITY + KEY, "must not hold a private key"),
        (AUTHORITY.replace(BODY, BODY[2:]), "certificate 1 cannot be read"),
        (AUTHORITY + ANOTHER_AUTHORITY.replace("MII", "AII"), "certificate 2 cannot be read"),
        (AUTHORITY.replace(BODY, "QUJD\n"), "certificate 1 cannot be read"),
        (AUTHORITY.replace("CxDF", "CxDF\nAAAA"), "certificate 1 cannot be read"),
        (AUTHORITY * 300, "must have at most 100000 characters"),
        (["x"], "must be a string"),
    ],
)
def test_what_is_no_certificate_is_refused_and_not_shown(certificates: Any, says: str) -> None:
    for values, key in (
        (ingress(acmeServer=COMPANYS, certificateAuthority=certificates), "ingress.certificateAuthority"),
        (vendor(certificates), "backends.one.certificateAuthority"),
    ):
        found = problems(values)
        assert found.keys() == {key}
        assert says in found[key]
        assert "MII" not in found[key]


@pytest.mark.parametrize("said", [{}, {"acmeServer": "https://acme-v02.api.letsencrypt.org/directory"}])
def test_an_authority_beside_the_public_one_would_be_trusted_in_its_place(said: dict[str, str]) -> None:
    found = problems(ingress(**said, certificateAuthority=AUTHORITY))

    assert found.keys() == {"ingress.certificateAuthority"}
    assert "leave it out, or give the acmeServer" in found["ingress.certificateAuthority"]


def test_a_store_without_tls_has_no_authority() -> None:
    found = problems(vendor(AUTHORITY, "http://metrics.example.com/push"))

    assert found.keys() == {"backends.one.certificateAuthority"}
    assert "https://" in found["backends.one.certificateAuthority"]
    assert check(vendor(AUTHORITY))


def test_an_authority_that_nobody_vouches_for_is_told_of_once() -> None:
    def told(**said: str) -> list[str]:
        return [one for one in warnings(check(ingress(**said))) if one.startswith("ingress.")]

    assert [one.partition(":")[0] for one in told(acmeServer=COMPANYS)] == ["ingress.acmeServer"]
    assert "ingress.certificateAuthority" in told(acmeServer=COMPANYS)[0]
    assert told(acmeServer=COMPANYS, certificateAuthority=AUTHORITY) == []
    assert told() == []
