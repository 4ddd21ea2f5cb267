"""Amounts in words, as a bank writes them."""

from __future__ import annotations

import cn2an

from wuhua.core.money import LIMIT_FEN, yuan
from wuhua.core.refuse import ensure


def in_words(fen: int) -> str:
    """Fen as a bank writes an amount in words, after the People's Bank's rules for filling in vouchers.

    What the rules leave open is closed here: 整 also stands after 角, so that nothing can be added behind it, and an amount
    below one yuan begins with its first figure, without 零元.

    >>> in_words(165_333), in_words(20_000_000), in_words(1_640_902), in_words(50)
    ('壹仟陆佰伍拾叁元叁角叁分', '贰拾万元整', '壹万陆仟肆佰零玖元零贰分', '伍角整')
    >>> in_words(0), in_words(10_100), in_words(5)
    ('零元整', '壹佰零壹元整', '伍分')
    """
    ensure(0 <= fen <= LIMIT_FEN, f"an amount in words lies between nought and a hundred billion yuan, not {fen} fen")
    text = str(cn2an.an2cn(yuan(fen), "rmb"))
    return f"{text}整" if text.endswith("角") else text
