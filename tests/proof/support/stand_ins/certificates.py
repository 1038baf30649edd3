"""A throwaway certificate authority."""

import datetime
import ssl
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Certificates:
    """A certificate authority in a folder that signs for any name."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "throwaway authority")])
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()
        self.authority = folder / "authority.pem"
        constraint = x509.BasicConstraints(ca=True, path_length=0)
        self.authority.write_bytes(self._signed(self._name, self._key, constraint))

    def context(self, host: str) -> ssl.SSLContext:
        with self._lock:
            if host not in self._contexts:
                self._contexts[host] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._contexts[host].load_cert_chain(*self.files(host))
            return self._contexts[host]

    def files(self, host: str) -> tuple[Path, Path]:
        """Certificate and key of a host."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        certificate, secret = self.folder / f"{host}.pem", self.folder / f"{host}.key"
        # A common name has at most 64 characters; the name that counts is the alternative one.
        certificate.write_bytes(self._signed(x509.Name([]), key, names))
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return certificate, secret

    def _signed(self, name: x509.Name, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType) -> bytes:
        now = datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now - datetime.timedelta(minutes=5))
        builder = builder.not_valid_after(now + datetime.timedelta(days=1)).add_extension(extension, critical=True)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
