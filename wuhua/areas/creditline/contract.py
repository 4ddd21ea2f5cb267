"""授信卡额度合同 as it is read and signed on a phone: the words of the one contract of the card, filled, and what afar adds.

The articles are origination's, the same that the printed contract has; nothing is worded twice. Plain text, because what is
signed is what was shown: its hash is under the signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import cn2an

from wuhua.areas.compliance import read as compliance
from wuhua.areas.creditline.rules import CONSENTS, PRODUCT, Offer
from wuhua.areas.origination.printouts.clauses import TITLES, Article, Clause, articles_of
from wuhua.areas.origination.printouts.contract import compound_words
from wuhua.areas.origination.printouts.names import METHODS, SETTLEMENTS
from wuhua.core.days import add_months
from wuhua.core.money import grouped
from wuhua.core.rate import Rate
from wuhua.platform.paper.words import in_words

HOLDS = ("is_self", "is_credit")
"""Which conditional clauses stand: paid out to the customer itself, on credit."""
AFAR = Article(
    "手机签约的特别约定",
    (
        Clause(
            "额度依据本行审贷会 {decided_on} 对第 {batch} 批批量授信的决定核定,批准额度人民币{approved}元;按现行规定,"
            "手机签约的额度不超过人民币{most}元,其余部分须面签。"
        ),
        Clause("放款条件中的三项审查,以审贷会对该批次的审查决定和支用时系统逐条核对的规则代之。"),
        Clause("借款人以登记在本行的手机收到的一次性验证码签署,签署由本行系统记录,非第三方 CA。"),
        Clause("借款人可以随时还清并销卡,不收任何费用。"),
    ),
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads it: name and masked number, and what the first draw is for."""

    name: str
    identity_masked: str
    purpose: str
    use: str


def text_of(offer: Offer, who: Reader, on: date) -> str:
    """The whole contract of the offer on a day, line by line."""
    words = _words(offer, who, on)
    parts = [TITLES[PRODUCT], f"合同编号:{offer.number}", f"贷款人:{words['bank']}"]
    parts.append(f"借款人:{who.name}(证件号码 {who.identity_masked})")
    for place, article in enumerate((*articles_of(PRODUCT), AFAR), 1):
        parts.append(f"第{cn2an.an2cn(place)}条 {article.title}")
        parts += _clauses(place, article, words)
    parts += [f"同意事项:{each}" for each in CONSENTS.values()]
    return "\n".join(parts)


def _clauses(place: int, article: Article, words: Mapping[str, str]) -> list[str]:
    stand = [each for each in article.clauses if not each.when or each.when in HOLDS]
    return [f"{place}.{number} {each.text.format_map(words)}" for number, each in enumerate(stand, 1)]


def _words(offer: Offer, who: Reader, on: date) -> dict[str, str]:
    values, rate = compliance.parameters(on), Rate(offer.rate)
    return {
        "bank": values.values.get("BANK_NAME", "") or "本行",
        "amount": grouped(offer.limit),
        "amount_words": in_words(offer.limit),
        "months": str(offer.months),
        "start": on.isoformat(),
        "maturity": add_months(on, offer.months).isoformat(),
        "purpose_name": who.purpose,
        "use": who.use,
        "rate": rate.pct(),
        "month_rate": rate.month_permille(),
        "settlement": SETTLEMENTS["MONTH20"],
        "uplift": values.text("PENALTY_OVERDUE_UPLIFT"),
        "misuse": values.text("PENALTY_MISUSE_UPLIFT"),
        "compound": compound_words(values.text("PENALTY_COMPOUND_BASE")),
        "account": offer.account,
        "entrust_from": grouped(values.fen("ENTRUST_FROM")),
        "method": METHODS["on_demand"],
        "phone": values.text("COMPLAINT_PHONE"),
        "decided_on": offer.decided_on.isoformat(),
        "batch": str(offer.batch),
        "approved": grouped(offer.approved),
        "most": grouped(values.fen("REMOTE_SIGN_MOST")),
    }


def digest_of(text: str) -> str:
    """What a code is bound to and a signature is over."""
    return hashlib.blake2b(text.encode(), digest_size=32).hexdigest()
