"""Sign reports with Ed25519 and check them offline: an edited or forged report is named."""

from __future__ import annotations

import base64
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from grader.errors import UsageError
from grader.records import ScoreReport

_PREFIX = "ed25519:"


def new_key_pair() -> tuple[bytes, bytes]:
    """Make a key pair; give (private PEM, public PEM)."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private, public


def load_private(path: Path) -> Ed25519PrivateKey:
    """Read a private key. Raises UsageError naming the file."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{path}: not a private key in PEM form{_why(error)}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{path}: not an Ed25519 key; make one with `grader keys FOLDER`")
    return key


def load_public(path: Path) -> Ed25519PublicKey:
    """Read a public key. Raises UsageError naming the file."""
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{path}: not a public key in PEM form{_why(error)}") from None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(f"{path}: not an Ed25519 key; make one with `grader keys FOLDER`")
    return key


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return f": {error.strerror or error}"
    return ": it has a password" if isinstance(error, TypeError) else "; make one with `grader keys FOLDER`"


def sign(report: ScoreReport, key: Ed25519PrivateKey) -> ScoreReport:
    """Give the report with its signature; every field but the signature is covered."""
    signature = _PREFIX + base64.b64encode(key.sign(_message(report))).decode("ascii")
    return msgspec.structs.replace(report, signature=signature)


def is_genuine(report: ScoreReport, key: Ed25519PublicKey) -> bool:
    """Tell whether this very report was signed with the private half of the key."""
    if not report.signature.startswith(_PREFIX):
        return False
    try:
        key.verify(base64.b64decode(report.signature.removeprefix(_PREFIX), validate=True), _message(report))
    except (InvalidSignature, ValueError):
        return False
    return True


def _message(report: ScoreReport) -> bytes:
    """Give what is signed: the report as any reader of its JSON has it, in one fixed order.

    Read back once: a 2 that stands where a 2.0 belongs is the same report.
    """
    plain = msgspec.json.encode(msgspec.structs.replace(report, signature=""))
    canonical = msgspec.json.encode(msgspec.json.decode(plain, type=ScoreReport), order="sorted")
    return b"score report\0" + canonical
