"""The second factor at the door: who has shown the password, and whether the phone agrees.

Between password and code nobody is signed in: the session holds only a signed note of who showed the right password,
good for five minutes. Wrong codes are slowed down by django-otp itself.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

import qrcode
import qrcode.image.svg
from django.contrib.auth import get_user_model
from django.core import signing
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django_otp import match_token, user_has_device
from django_otp.plugins.otp_totp.models import TOTPDevice

SALT = "wuhua.web.second"
SECONDS = 300


def wanted(user: Any) -> bool:
    """Whether this officer has switched the second factor on."""
    return bool(user_has_device(user))


def remember(request: HttpRequest, user: Any, after: str) -> None:
    """The password was right; the code is still to come."""
    request.session["second"] = signing.dumps({"user": user.pk, "backend": user.backend, "after": after}, salt=SALT)


def waiting(request: HttpRequest) -> tuple[Any, str] | None:
    """Who stands between the two doors and where they were going; None when nobody does or it took too long."""
    try:
        note = signing.loads(request.session.get("second", ""), salt=SALT, max_age=SECONDS)
        user = get_user_model()._default_manager.get(pk=note["user"], is_active=True)
    except (signing.BadSignature, get_user_model().DoesNotExist):
        return None
    user.backend = note["backend"]
    return user, str(note["after"])


def matches(user: Any, code: str) -> Any:
    """The device that made this code, or None. A device that saw too many wrong codes does not answer for a while."""
    return match_token(user, code)


def confirmed(user: Any) -> TOTPDevice | None:
    """The device in use."""
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).first()


def drafted(user: Any) -> TOTPDevice:
    """The device that is being set up: one per officer, thrown away when another is begun."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "手机"})
    return device


@dataclass(frozen=True, slots=True)
class Draft:
    """What the officer's phone needs: a picture, or the same in letters, four at a time."""

    picture: SafeString
    letters: str


def draft_of(user: Any) -> Draft:
    """A device to set up. The QR code is SVG drawn here: the secret goes to no other server."""
    device = drafted(user)
    image = qrcode.make(device.config_url, image_factory=qrcode.image.svg.SvgPathImage, box_size=10)
    out = io.BytesIO()
    image.save(out)
    letters = base64.b32encode(device.bin_key).decode().rstrip("=")
    spaced = " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))
    return Draft(mark_safe(out.getvalue().decode().split("?>", 1)[-1]), spaced)  # noqa: S308  drawn by us
