"""Rules of linkage: how a name, a person and an address are compared, and who may decide about a pair.

A record of another house has no key of ours. What can be compared is written here once, so that the model, the review page
and a clerk who looks at a pair speak of the same words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refusal, Refused


class LinkSource(StrEnum):
    """Which house a record comes from; CUSTOMER is another file of our own (a suspected duplicate)."""

    REGISTRY = "REGISTRY"
    POWER = "POWER"
    ROSTER = "ROSTER"
    SURVEY = "SURVEY"
    COURT = "COURT"
    CUSTOMER = "CUSTOMER"


SOURCE_NAMES = {
    LinkSource.REGISTRY: "工商登记",
    LinkSource.POWER: "用电",
    LinkSource.ROSTER: "园区市场名单",
    LinkSource.SURVEY: "摸底走访",
    LinkSource.COURT: "司法",
    LinkSource.CUSTOMER: "本行客户",
}


class LinkState(StrEnum):
    """LINKED by the model, WAITING for a person, KEPT or REJECTED by one, APART: not held together any more."""

    LINKED = "LINKED"
    WAITING = "WAITING"
    KEPT = "KEPT"
    REJECTED = "REJECTED"
    APART = "APART"


STATE_NAMES = {
    LinkState.LINKED: "自动关联",
    LinkState.WAITING: "待人工判断",
    LinkState.KEPT: "人工认定",
    LinkState.REJECTED: "人工否定",
    LinkState.APART: "不关联",
}
HOLDS = (LinkState.LINKED, LinkState.KEPT)
"""States in which a record belongs to the customer; a record belongs to one."""


class LinkHow(StrEnum):
    """EXACT: one number on both sides. PROBABLE: the sum of the fields' weights."""

    EXACT = "EXACT"
    PROBABLE = "PROBABLE"


class LinkLevel(StrEnum):
    """How near two fields come. What is not on both sides says nothing: unknown is no difference."""

    SAME = "SAME"
    CLOSE = "CLOSE"
    PART = "PART"
    DIFFERENT = "DIFFERENT"
    NOT_BOTH = "NOT_BOTH"


LEVEL_NAMES = {
    LinkLevel.SAME: "相同",
    LinkLevel.CLOSE: "相近",
    LinkLevel.PART: "部分相同",
    LinkLevel.DIFFERENT: "不同",
    LinkLevel.NOT_BOTH: "一方没有",
}


class LinkVerb(StrEnum):
    """What people do about a pair."""

    KEEP = "KEEP"
    REJECT = "REJECT"
    UNDO = "UNDO"


class MergeState(StrEnum):
    """SUSPECTED by one person, MERGED when another agrees, UNDONE: every row as it was."""

    SUSPECTED = "SUSPECTED"
    MERGED = "MERGED"
    UNDONE = "UNDONE"


class LinkField(StrEnum):
    """What is compared; `identity` stands for an exact number."""

    IDENTITY = "identity"
    NAME = "name"
    PERSON = "person"
    ADDRESS = "address"
    PHONE = "phone"


FIELD_NAMES = {
    LinkField.IDENTITY: "证件号码",
    LinkField.NAME: "名称",
    LinkField.PERSON: "法定代表人/经营者",
    LinkField.ADDRESS: "地址",
    LinkField.PHONE: "电话",
}


class LinkRefusal(Refusal):
    """Why a pair is not decided, in the order in which it is checked."""

    LINK_UNKNOWN = "link_unknown"
    MAY_NOT_LINK = "may_not_link"
    LINK_REASON_MISSING = "link_reason_missing"
    LINK_DECIDED = "link_decided"
    RECORD_TAKEN = "record_taken"
    SECOND_PERSON = "second_person"
    FOLDED_ALREADY = "folded_already"
    NOTHING_TO_UNDO = "nothing_to_undo"
    CHANGED_SINCE = "changed_since"


DECIDERS = (
    Role.RM,
    Role.CO_RM,
    Role.OUTLET_HEAD,
    Role.TEAM_HEAD,
    Role.SME_CENTER_HEAD,
    Role.REVIEWER,
    Role.RISK,
    Role.COMPLIANCE,
)
"""Who may say whether a record is a customer's; sight of the customer is asked besides."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Hundredths of a bit: at `auto` and above linked, from `review` a person looks, below apart. Where the best two
    customers of a record lie closer than `margin`, nobody but a person decides."""

    auto: int
    review: int
    margin: int


# --- what is compared ------------------------------------------------------------------------------------------------

_PLACES = re.compile(r"^(?:山西省)?(?:[一-鿿]{2,3}市)?(?:稷州县|稷山县|[一-鿿]{2}县)?")
_LEGAL = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|专业合作社|合作社|公司)$")
_NOT_A_NAME = re.compile(r"店|厂|部|行|馆|社|场|园|点|铺|超市|公司|作坊|站|院|摊|户$")
_VILLAGE = re.compile(r"^(.*?(?:社区|村|园区|市场|商厦|中心))")
_TOWNSHIP = re.compile(r"^(.*?[镇乡])")
_NOISE = re.compile(r"[\s()、,.。·・\-—_]")


def squeezed(text: str) -> str:
    """Without blanks, brackets and dots, digits in one width.

    >>> squeezed("稷州县 鑫盛(纸箱)有限公司")
    '稷州县鑫盛纸箱有限公司'
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", text))


def person_in(name: str) -> str:
    """The name where it is a natural person's: two to four signs, and no word of a trade; else nothing.

    >>> person_in("王建国"), person_in("便民超市")
    ('王建国', '')
    """
    plain = squeezed(name)
    return plain if 2 <= len(plain) <= 4 and not _NOT_A_NAME.search(plain) else ""


def plain_name(name: str) -> str:
    """A trade's name without the county before it and the legal form behind it; nothing for a person's name.

    >>> plain_name("稷州县鑫盛纸箱包装有限公司"), plain_name("鑫盛纸箱包装"), plain_name("王建国")
    ('鑫盛纸箱包装', '鑫盛纸箱包装', '')
    """
    plain = squeezed(name)
    if person_in(plain):
        return ""
    short = _LEGAL.sub("", _PLACES.sub("", plain))
    return short or plain


def plain_address(address: str) -> str:
    """An address from the township on.

    >>> plain_address("山西省稷州县翟店镇西位村12号")
    '翟店镇西位村12号'
    """
    return _PLACES.sub("", squeezed(address))


def village_of(address: str) -> str:
    """The part down to village, community, park or market of a plain address; nothing where it names none.

    >>> village_of("翟店镇西位村12号")
    '翟店镇西位村'
    """
    found = _VILLAGE.match(address)
    return found.group(1) if found else ""


def township_of(address: str) -> str:
    """The township of a plain address.

    >>> township_of("翟店镇西位村12号")
    '翟店镇'
    """
    found = _TOWNSHIP.match(address)
    return found.group(1) if found else ""


# --- verdicts --------------------------------------------------------------------------------------------------------


def may_decide(officer: Officer) -> Refused | None:
    """Front, review and control decide about pairs; those who keep the machine or the books do not."""
    if officer.holds(Role.ADMIN) or not officer.holds(*DECIDERS):
        return Refused(LinkRefusal.MAY_NOT_LINK, "您的岗位不判断关联。", "请由管户客户经理、审查、风险或合规岗位判断。")
    return None


def check_said(reason: str) -> Refused | None:
    """A decision about a pair is read again years later: at least four signs.

    >>> check_said("同一家店") is None, str(check_said("是").name)
    (True, 'link_reason_missing')
    """
    if len(reason.strip()) < 4:
        return Refused(
            LinkRefusal.LINK_REASON_MISSING,
            "没有写明判断理由。",
            "请写一句依据(不少于四个字),例如「电话与执照一致」。",
            "reason",
        )
    return None
