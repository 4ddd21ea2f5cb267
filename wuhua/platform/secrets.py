"""Secrets of customers: sealed in the column, findable by a blind index, masked on the page.

`seal` is AES-256-GCM; the text says which key sealed it ("w1.<key id>.<base64>"), so a wrong key is named, not guessed.
`blind` is an HMAC of the normalised value under a second key: equal values meet, and nothing can be read back.

Keys are 32 random bytes in files only their owner reads (`WUHUA_HOME/keys/field`, `…/blind`, made on first use), or in
the environment (`WUHUA_FIELD_KEY`, `WUHUA_BLIND_KEY`; base64). A key that was replaced stays as `keys/field-<key id>`:
old texts still open, new ones are sealed with the new key.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import os
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from wuhua.platform.embedded import secret_file

KEY_BYTES = 32
NONCE_BYTES = 12


class SecretsError(RuntimeError):
    """A secret cannot be opened or a key cannot be used; the text says which key is needed. Base of the three below."""


class WrongKey(SecretsError):
    """The text was sealed with a key this home does not have."""


class DamagedText(SecretsError):
    """The text is not one of ours, or was altered since it was sealed."""


class BadKey(SecretsError):
    """The key itself is not 32 bytes of base64."""


# --- seal and open ---------------------------------------------------------------------------------------------------


def seal(text: str) -> str:
    """Encrypt; every call gives another text. Store it in a `fields.SealedText`."""
    key = _key("field")
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), None)
    return f"w1.{_id(key)}.{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}"


def open_(cipher: str) -> str:
    """Decrypt what `seal` gave. Raises `WrongKey` (naming the key needed) or `DamagedText`."""
    try:
        version, key_id, body = cipher.split(".")
        sealed = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except (ValueError, binascii.Error):
        raise DamagedText("这不是本系统加密的文本。") from None
    if version != "w1" or not re.fullmatch(r"[0-9a-f]{8}", key_id):
        raise DamagedText("这不是本系统加密的文本。")
    try:
        return AESGCM(_key_of(key_id)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None).decode()
    except (InvalidTag, ValueError):
        raise DamagedText(f"密文(密钥 {key_id})已损坏或被改动。") from None


# --- find without reading --------------------------------------------------------------------------------------------


def blind(text: str, purpose: str) -> str:
    """64 hex digits that are equal for equal values of one purpose ("identity", "phone", "phone4", …)."""
    return digest(normalised(text, purpose), purpose)


def digest(text: str, purpose: str) -> str:
    """The keyed hash beneath `blind`, of the text exactly as it is."""
    return hmac.digest(_key("blind"), f"{purpose}\0{text}".encode(), "sha256").hex()


def normalised(text: str, purpose: str) -> str:
    """One spelling of a value: full width to half, no spaces or dashes, letters large, phones without the country.

    `phone4` is the last four digits of a phone.
    """
    plain = re.sub(r"[\s\-—–_·]", "", unicodedata.normalize("NFKC", text)).upper()
    if purpose in ("phone", "phone4"):
        digits = re.sub(r"\D", "", plain)
        digits = re.sub(r"^(?:0086|86)(?=1\d{10}$)", "", digits)
        return digits[-4:] if purpose == "phone4" else digits
    return plain


# --- show a part -----------------------------------------------------------------------------------------------------


def mask_identity(text: str) -> str:
    """An identity number for the page: 1408**********0019."""
    return _masked(text, 4, 4)


def mask_phone(text: str) -> str:
    """A phone for the page: 138****5678."""
    return _masked(text, 3, 4)


def mask_name(text: str) -> str:
    """A name for the page: 王*, 欧阳** ."""
    head = 2 if len(text) > 3 else 1
    return text[:head] + "*" * max(len(text) - head, 1) if text else ""


def mask_account(text: str) -> str:
    """An account or card number for the page: the last four only."""
    return _masked(text, 0, 4)


def _masked(text: str, head: int, tail: int) -> str:
    # Something too short to hide behind its own ends is hidden whole.
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]


# --- keys ------------------------------------------------------------------------------------------------------------


def new_key() -> str:
    """Base64 of 32 random bytes."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def key_id() -> str:
    """The id of the key that `seal` uses now."""
    return _id(_key("field"))


def held(folder: Path) -> dict[str, str]:
    """The keys of a home's `keys` folder as base64, by the name of their file; none is made, an unusable one is left out.

    A key in the environment stands for the file of its name, as it does for `seal`.
    """
    names = ["field", "blind", *sorted(path.name for path in folder.glob("field-*"))]
    found: dict[str, str] = {}
    for name in names:
        given = os.environ.get(f"WUHUA_{name.upper()}_KEY") if name in ("field", "blind") else None
        with contextlib.suppress(OSError, BadKey):
            text = given or (folder / name).read_text().strip()
            _decoded(text, name)
            found[name] = text
    return found


def id_of(key: str) -> str:
    """The id of a key given as base64, as sealed texts name it."""
    return _id(_decoded(key, "key"))


def _folder() -> Path:
    return Path(settings.WUHUA_HOME) / "keys"


def _key(name: str) -> bytes:
    given = os.environ.get(f"WUHUA_{name.upper()}_KEY")
    if given:
        return _decoded(given, f"WUHUA_{name.upper()}_KEY")
    # Text, not a Path: a counter's verb asks for the key four times, and building a Path costs more than using the key.
    return _from_file(f"{settings.WUHUA_HOME}/keys/{name}", make=True)


def _key_of(wanted: str) -> bytes:
    current = _key("field")
    if _id(current) == wanted:
        return current
    older = _folder() / f"field-{wanted}"
    if older.exists() and _id(found := _from_file(str(older), make=False)) == wanted:
        return found
    raise WrongKey(
        f"密文用密钥 {wanted} 加密,当前密钥是 {_id(current)}。请把原来的密钥文件放回 {older}(或设回 WUHUA_FIELD_KEY)。"
    )


@lru_cache(maxsize=64)
def _from_file(path: str, *, make: bool) -> bytes:
    return _decoded(secret_file(Path(path), new_key) if make else Path(path).read_text().strip(), path)


def _decoded(text: str, source: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise BadKey(f"{source} 不是 32 字节的 base64 密钥。")
    return key


@lru_cache(maxsize=64)
def _id(key: bytes) -> str:
    return hashlib.blake2b(key, digest_size=4, person=b"wuhua key id").hexdigest()
