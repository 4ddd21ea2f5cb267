"""What a bank brings of its customers' files: values of the field list, related parties, papers with their scans."""

from __future__ import annotations

from wuhua.areas.customer.rules.filing import DOCUMENT_TYPES
from wuhua.areas.customer.rules.relations import RELATION_NAMES
from wuhua.bulk.intake.form import FileFormat
from wuhua.bulk.intake.form import day as _day
from wuhua.bulk.intake.form import pct as _pct
from wuhua.bulk.intake.form import secret as _secret
from wuhua.bulk.intake.form import text as _text

RELATIONS_BY_WORD = {word: kind.value for kind, word in RELATION_NAMES.items()}
PAPERS_BY_WORD = {word: code for code, word in DOCUMENT_TYPES.items()}

VALUES = FileFormat(
    "customer_values",
    "客户档案要素",
    (_text("customer", "客户统一编号", True), _text("field", "要素", True), _text("value", "内容", True)),
    ("customer", "field"),
    (("customer", "customers"),),
)
RELATIONS = FileFormat(
    "relations",
    "关联方",
    (
        _text("customer", "客户统一编号", True),
        _text("kind", "关系", True, *RELATIONS_BY_WORD),
        _text("party_customer", "对方客户统一编号"),
        _text("party_name", "对方名称", True),
        _secret("party_identity", "对方证件号码"),
        _pct("share", "持股比例%"),
        _text("evidence", "依据", True),
        _day("since", "起始日期", True),
    ),
    ("customer", "kind", "party_name", "since"),
    (("customer", "customers"), ("party_customer", "customers")),
)
PAPERS = FileFormat(
    "papers",
    "客户资料",
    (
        _text("customer", "客户统一编号", True),
        _text("type", "资料类型", True, *PAPERS_BY_WORD),
        _text("words", "说明"),
        _secret("number", "资料编号"),
        _day("issued", "签发日期"),
        _day("expires", "到期日期"),
        _text("file", "扫描件文件名", True),
    ),
    ("customer", "type", "file"),
    (("customer", "customers"),),
)
"""The scans lie in the same folder as the tables (in a zip: beside them)."""

assert len(PAPERS_BY_WORD) == len(DOCUMENT_TYPES)  # noqa: S101 (a word that two codes share would lose one)
