"""A certificate that the emulator makes for itself."""

from __future__ import annotations

import ipaddress
import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509

_HOSTS = ("localhost",)
_ADDRESSES = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and the TLS settings of a server that shows it."""

    pem: bytes
    """The certificate; a client that is to trust the emulator loads it as an authority."""
    context: ssl.SSLContext


def self_made(host: str) -> Certificate:
    """A new certificate for this machine and `host`, good for a day short of a year.

    It needs the package cryptography: `pip install ecwid_orm[emulator]`.
    """
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError as missing:
        raise ImportError(
            "TLS for the emulator needs the extra 'emulator': pip install 'ecwid_orm[emulator]'"
        ) from missing
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ecwid_orm emulator")])
    # The real date, whatever clock the shop has: clients check it against theirs.
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=364))
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # The ssl module takes files only; the folder is private to its owner and gone at once.
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "emulator.pem")
        file.write_bytes(pem + secret)
        context.load_cert_chain(file)
    return Certificate(pem, context)


def _names(host: str) -> list[x509.GeneralName]:
    from cryptography import x509

    names: list[x509.GeneralName] = []
    for each in dict.fromkeys((*_HOSTS, *_ADDRESSES, host)):
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(each)))
        except ValueError:
            names.append(x509.DNSName(each))
    return names
