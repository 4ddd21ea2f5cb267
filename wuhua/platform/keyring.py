"""The keys of the sealed columns on their way to another home: which are needed, and how they travel.

They travel only wrapped: AES-256-GCM under a key that scrypt makes of a passphrase, so that whoever finds the file has
the passphrase left to guess, at 128 MB and some tenths of a second a guess. The passphrase is kept nowhere.
"""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from wuhua.core.refuse import Refusal, Refuse, Refused, ensure
from wuhua.platform import secrets
from wuhua.platform.embedded import secret_file

LEAST_PASSPHRASE = 12
"""Signs. Below that a word list is through in days."""

_COST = {"n": 1 << 17, "r": 8, "p": 1}
_MOST_COST = {"n": 1 << 20, "r": 16, "p": 4}
"""What a file may ask for: a strange one shall not take the machine's memory."""
_SALT_BYTES = 16
_NONCE_BYTES = 12


class KeyRefusal(Refusal):
    """Why keys are not wrapped, not opened or not put in their place."""

    PASSPHRASE_TOO_SHORT = "passphrase_too_short"  # noqa: S105  # a name
    PASSPHRASE_WRONG = "passphrase_wrong"  # noqa: S105  # a name
    KEY_MISSING = "key_missing"
    KEY_DIFFERS = "key_differs"


# --- which -----------------------------------------------------------------------------------------------------------


def lacking(needed: dict[str, list[str]], keys: dict[str, str]) -> list[str]:
    """The needed keys that are not among `keys`, each as "field 1a2b3c4d"."""
    have = {
        "field": {secrets.id_of(key) for name, key in keys.items() if name != "blind"},
        "blind": {secrets.id_of(key) for name, key in keys.items() if name == "blind"},
    }
    return [f"{kind} {key_id}" for kind in ("field", "blind") for key_id in needed[kind] if key_id not in have[kind]]


def missing(lack: list[str], folder: Path, what_now: str) -> Refused:
    """The refusal that names the keys."""
    return Refused(KeyRefusal.KEY_MISSING, f"{folder} 里没有这些数据所用的密钥:{'、'.join(lack)}。", what_now)


def added(needed: dict[str, list[str]], given: dict[str, str], folder: Path) -> dict[str, str]:
    """What has to be put into the folder so that it holds the needed keys: texts by file name. Nothing is replaced.

    A home that seals with another key by now keeps it; the given one comes beside it, as after a change of key. A second
    search key cannot stand beside the first, so another one there is refused.
    """
    there = secrets.held(folder)
    new: dict[str, str] = {}
    if given.get("blind") and there.get("blind") not in (None, given["blind"]):
        raise Refuse(
            Refused(
                KeyRefusal.KEY_DIFFERS,
                f"{folder} 里已有另一把检索密钥 blind,与备份中的不同,两者不能并存。",
                "请换一个新的 WUHUA_HOME 恢复;若这里的密钥确实不再用于任何数据,先把它移走。",
            )
        )
    for name, key in sorted(given.items()):  # "blind", "field", then the older ones
        known = {
            secrets.id_of(each) for place, each in {**there, **new}.items() if (place == "blind") == (name == "blind")
        }
        if secrets.id_of(key) not in known:
            free = name not in there and name not in new
            new[name if free else f"field-{secrets.id_of(key)}"] = key
    left = lacking(needed, {**there, **new})
    ensure(not left, f"the backup holds its keys, yet {left} are lacking")
    return new


def put(keys: dict[str, str], folder: Path) -> None:
    """Write the keys, each readable by its owner only; a file that stands there already must say the same."""
    for name, key in keys.items():
        found = secret_file(folder / name, lambda key=key: key)  # type: ignore[misc]  # bound at once
        ensure(found == key, f"{folder / name} came to be between looking and writing")


# --- wrapped ---------------------------------------------------------------------------------------------------------


def checked(passphrase: str) -> str:
    """The passphrase, if it is long enough to stand alone between a finder and the keys."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise Refuse(
            Refused(
                KeyRefusal.PASSPHRASE_TOO_SHORT,
                f"口令只有 {len(passphrase)} 个字符,至少要 {LEAST_PASSPHRASE} 个。",
                "请改用一句只有保管人知道的话,例如几个不相干的词。",
            )
        )
    return passphrase


def wrapped(keys: dict[str, str], passphrase: str) -> bytes:
    """The keys as JSON that only the passphrase opens."""
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    head = {"kdf": "scrypt", **_COST, "salt": _text(salt), "cipher": "AES-256-GCM", "nonce": _text(nonce)}
    body = AESGCM(_key(passphrase, salt, _COST)).encrypt(nonce, _json(keys), _json(head))
    return _json({**head, "sealed": _text(body)})


def opened(text: bytes, passphrase: str) -> dict[str, str]:
    """The keys again. Raises `Refuse` when the passphrase is another one."""
    words: dict[str, Any] = json.loads(text)
    body = base64.b64decode(words.pop("sealed"))
    cost = {name: words[name] for name in _COST}
    ensure(all(0 < cost[name] <= most for name, most in _MOST_COST.items()), f"no sane cost of a passphrase: {cost}")
    try:
        key = _key(passphrase, base64.b64decode(words["salt"]), cost)
        plain = AESGCM(key).decrypt(base64.b64decode(words["nonce"]), body, _json(words))
    except InvalidTag:
        raise Refuse(
            Refused(
                KeyRefusal.PASSPHRASE_WRONG,
                "口令不对,打不开备份里的密钥。",
                "请用做这份备份时的口令再试;口令没有别处可查,若已遗失,请找回原来的 keys 文件夹。",
            )
        ) from None
    keys: dict[str, str] = json.loads(plain)
    return keys


def _key(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    # One spelling: terminals and editors compose signs differently.
    plain = unicodedata.normalize("NFC", passphrase).encode()
    return Scrypt(salt=salt, length=secrets.KEY_BYTES, **cost).derive(plain)


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
