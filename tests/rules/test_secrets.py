"""Sealed text, blind index and masks: what leaves the counter's sight, and what stays findable."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from wuhua.platform import secrets
from wuhua.platform.fields import BlindIndex, SealedText

IDENTITY = "140824199001010019"


def test_sealed_text_opens_and_never_looks_the_same(home: Path) -> None:
    one, two = secrets.seal(IDENTITY), secrets.seal(IDENTITY)
    assert one != two
    assert IDENTITY not in one
    assert secrets.open_(one) == secrets.open_(two) == IDENTITY
    assert one.split(".")[1] == secrets.key_id()


def test_keys_are_made_for_their_owner_only(home: Path) -> None:
    secrets.blind(secrets.open_(secrets.seal("x")), "identity")
    for name in ("field", "blind"):
        assert stat.S_IMODE((home / "keys" / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "keys").stat().st_mode) == 0o700


def test_a_wrong_key_is_named_not_guessed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed, needed, old = secrets.seal(IDENTITY), secrets.key_id(), (home / "keys" / "field").read_text()
    monkeypatch.setenv("WUHUA_FIELD_KEY", secrets.new_key())
    with pytest.raises(secrets.WrongKey, match=needed):
        secrets.open_(sealed)
    # A key that was replaced stays beside the new one, and old texts open.
    (home / "keys" / f"field-{needed}").write_text(old)
    assert secrets.open_(sealed) == IDENTITY


def test_an_altered_text_does_not_open(home: Path) -> None:
    sealed = secrets.seal(IDENTITY)
    head, body = sealed.rsplit(".", 1)
    flipped = ("B" if body[20] == "A" else "A").join((body[:20], body[21:]))
    with pytest.raises(secrets.DamagedText):
        secrets.open_(f"{head}.{flipped}")
    for text in (IDENTITY, "w1.zz.aaaa", "w1.00000000"):
        with pytest.raises(secrets.DamagedText):
            secrets.open_(text)


def test_a_bad_key_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WUHUA_FIELD_KEY", "c2hvcnQ=")
    with pytest.raises(secrets.BadKey, match="WUHUA_FIELD_KEY"):
        secrets.seal("x")


@pytest.mark.parametrize(
    ("purpose", "one", "other"),
    [
        ("identity", "14082419900101001x", "140824 19900101 001X"),
        ("phone", "138-1234-5678", "+86 13812345678"),
        ("phone", "13812345678", "008613812345678"),
        ("phone4", "13812345678", "19900005678"),
    ],
)
def test_one_value_has_one_blind_index(home: Path, purpose: str, one: str, other: str) -> None:
    assert secrets.blind(one, purpose) == secrets.blind(other, purpose)
    assert len(secrets.blind(one, purpose)) == 64


def test_purposes_and_banks_do_not_meet(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = secrets.blind("13812345678", "phone")
    assert here != secrets.blind("13812345678", "identity")
    monkeypatch.setenv("WUHUA_BLIND_KEY", secrets.new_key())
    assert here != secrets.blind("13812345678", "phone")


def test_plaintext_cannot_be_stored_by_mistake(home: Path) -> None:
    sealed, blind = SealedText(), BlindIndex()
    sealed.set_attributes_from_name("identity")
    blind.set_attributes_from_name("identity_index")
    assert sealed.get_prep_value(secrets.seal("")) != ""
    assert blind.get_prep_value(secrets.blind("x", "identity"))
    with pytest.raises(ValueError, match="seal"):
        sealed.get_prep_value(IDENTITY)
    with pytest.raises(ValueError, match="blind"):
        blind.get_prep_value(IDENTITY)


def test_masks_show_what_a_teller_needs() -> None:
    assert secrets.mask_identity(IDENTITY) == "1408**********0019"
    assert secrets.mask_phone("13812345678") == "138****5678"
    assert secrets.mask_account("6228480012345678") == "************5678"
    assert secrets.mask_name("王建国") == "王**"
    assert secrets.mask_identity("12345678") == "********"  # too short to hide behind its own ends
