"""Pages of the file: every tab for whoever may see it, nothing for others, full numbers nowhere, the verbs by their forms."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import boss, county, entry_of, first, photo, visit
from tests.scenarios.small_county import DAY, FIRM, OWNER, holding
from tests.scenarios.test_customer_file import fill, tied
from tests.scenarios.test_market_api import signed_in
from tests.scenarios.test_pages import borrower
from wuhua.areas.creditline.models import Card, CardStep, Line
from wuhua.areas.customer import actions
from wuhua.areas.customer.models import Customer, Document, Handover, Holding, Relation
from wuhua.areas.customer.rules.handover import HandoverState
from wuhua.areas.customer.rules.relations import RelationKind
from wuhua.areas.market import actions as market
from wuhua.areas.market.models import CustomerFile, ListEntry
from wuhua.areas.market.rules import ContactOutcome, PainKind
from wuhua.areas.people.rules import Personal, Role
from wuhua.areas.postloan.models import MonthlyLook
from wuhua.areas.servicing.models import LoanNote
from wuhua.core.refuse import Refused
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
TABS = ("fields", "holdings", "relations", "papers", "timeline")
PHONE = "13803590001"


@pytest.fixture(autouse=True)
def _county(home: Path) -> None:
    county()
    clock.advance(DAY)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def plain(answer: Any, number: str) -> str:
    """The page without what differs by address or by request."""
    return re.sub(r'csrf[^>]*value="[^"]*"', "", answer.content.decode()).replace(number, "")


def test_every_tab_is_there_for_its_manager_and_for_no_other() -> None:
    mine, other, admin = signed_in("JZ1"), signed_in("JZ3"), signed_in("JZ4", Role.ADMIN)
    for tab in TABS:
        assert "稷州县某某纸箱包装有限公司" in text(mine, f"/customers/C1/file/{tab}")
        foreign, nothing = other.get(f"/customers/C1/file/{tab}"), other.get(f"/customers/NONE/file/{tab}")
        assert (foreign.status_code, nothing.status_code) == (404, 404)
        assert plain(foreign, "C1") == plain(nothing, "NONE")
        assert admin.get(f"/customers/C1/file/{tab}").status_code == 403
    assert mine.get("/customers/C1/file/nothing").status_code == 404
    for path in ("items", "build", "holdings", "documents", "relations"):
        assert other.post(f"/customers/C1/{path}", {"f-scope": "x"}).status_code == 404, path


def test_A73_a_file_is_filled_and_built_on_the_page() -> None:
    mine = signed_in("JZ1")
    Customer.objects.filter(number="C1").update(zone="M11")
    mine.post("/customers/C1/items", {"f-scope": "纸箱", "f-capital": "1,000,000.00", "f-permit_needed": "YES"})
    page = text(mine, "/customers/C1/file/fields")
    assert 'value="1,000,000.00"' in page and "还缺" in page
    assert "还缺" in text_of(mine.post("/customers/C1/build", follow=True))
    assert CustomerFile.objects.count() == 0
    fill("C1")
    visit(None, customer="C1")
    assert "已建档" in text_of(mine.post("/customers/C1/build", follow=True))
    assert CustomerFile.objects.count() == 1


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_what_is_masked_stays_masked_on_every_tab_and_looks_are_listed() -> None:
    mine = signed_in("JZ1")
    tied("C1", RelationKind.OWNER, name="某某", identity=OWNER)
    actions.unmask(
        actor=holding("JZ1", Role.RM), business_date=DAY, number="C1", field=Personal.PHONE, reason="电话核实还款"
    )
    for tab in TABS:
        page = text(mine, f"/customers/C1/file/{tab}")
        for secret in (FIRM, PHONE, OWNER, "3巷12号"):
            assert secret not in page, (tab, secret)
    assert "ENTERPRISE" not in text(mine, "/customers/C1/file/timeline")
    line = text(mine, "/customers/C1/file/timeline?kind=look")
    assert "电话核实还款" in line and "查看未脱敏信息" in line and "登记关联方" not in line
    assert "登记关联方" in text(mine, "/customers/C1/file/timeline")


def test_papers_and_holdings_by_their_forms() -> None:
    mine = signed_in("JZ1")
    file = SimpleUploadedFile("执照.pdf", b"%PDF-1.4 licence", "application/pdf")
    said = {"type": "BIZ_LICENSE", "file": file, "number": FIRM, "expires": (DAY + timedelta(days=5)).isoformat()}
    assert "已登记" in text_of(mine.post("/customers/C1/documents", said, follow=True))
    kept = Document.objects.get()
    assert FIRM not in kept.number_masked
    page = text(mine, "/customers/C1/file/papers")
    assert "执照.pdf" in page and "即将到期" in page and FIRM not in page
    answer = mine.get(f"/customers/C1/documents/{kept.pk}")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 licence"  # type: ignore[attr-defined]
    assert "attachment" in answer["Content-Disposition"]
    assert signed_in("JZ3").get(f"/customers/C1/documents/{kept.pk}").status_code == 404
    assert "执照" in text(mine, "/file-watch") or "营业执照" in text(mine, "/file-watch")
    assert "营业执照" not in text(signed_in("JZ3"), "/file-watch")
    mine.post("/customers/C1/holdings", {"klass": "ASSET.STOCK", "amount": "1,234.56", "proof": str(kept.pk)})
    assert Holding.objects.get().amount == 123_456
    assert "1,234.56" in text(mine, "/customers/C1/file/holdings")
    no = mine.post("/customers/C1/holdings", {"klass": "ASSET.STOCK", "amount": "x"})
    assert no.status_code == 422 and Holding.objects.count() == 1
    assert (
        re.search(r'id="error-amount"><p class="field-error"', no.content.decode())
        and 'value="x"' in no.content.decode()
    )
    assert "not_an_amount" not in no.content.decode(), "in words, not by its code"
    mine.post(f"/customers/C1/holdings/{Holding.objects.get().pk}/remove")
    assert Holding.objects.get().removed_on == DAY


def test_a_second_tap_on_a_form_of_the_file_writes_nothing_and_a_no_stands_beside_its_field() -> None:
    mine = signed_in("JZ1")
    key = re.search(r'name="key" value="(\w+)"', mine.get("/customers/C1/file/holdings").content.decode())
    assert key is not None
    for _ in range(2):
        mine.post("/customers/C1/holdings", {"klass": "ASSET.STOCK", "amount": "800", "key": key[1]})
    assert Holding.objects.count() == 1
    mine.post("/customers/C1/holdings", {"klass": "ASSET.STOCK", "amount": "800", "key": "another-key"})
    assert Holding.objects.count() == 2, "the same sum may stand twice, said twice"
    for _ in range(2):
        file = SimpleUploadedFile("租约.pdf", b"%PDF-1.4 lease", "application/pdf")
        mine.post("/customers/C1/documents", {"type": "PREMISE_PROOF", "file": file, "key": key[1]})
    assert Document.objects.count() == 1
    late = {"type": "PREMISE_PROOF", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.4"), "issued": "2019-01-01"}
    no = mine.post("/customers/C1/documents", late)
    assert (no.status_code, no.content.decode().count('class="field-error"')) == (422, 1)
    assert re.search(r'id="error-issued"><p class="field-error"', no.content.decode())
    no = mine.post(
        "/customers/C1/relations", {"kind": "OWNER", "since": "2018-01-01", "evidence": "口述", "party": "C1"}
    )
    assert no.status_code == 422 and 'class="field-error"' in no.content.decode()


def test_a_group_is_seen_as_list_and_picture_without_the_names_of_others() -> None:
    mine = signed_in("JZ1")
    tied("C1", RelationKind.OWNER, name="户主", identity=OWNER)
    page = text(mine, "/customers/C1/file/relations")
    assert "他人管户的客户" in page and "C3" not in page.replace("#C3", "")
    picture = json.loads(page.split('id="kin-data" type="application/json">')[1].split("</script>")[0])
    assert len(picture["nodes"]) == 2 and [each["words"] for each in picture["links"]] == ["企业主"]
    whole = text(signed_in("JZ5", Role.EXECUTIVE), "/customers/C1/file/relations")
    assert 'href="/customers/C3"' in whole
    said = {"kind": "SHAREHOLDER", "name": "李某", "share": "60.50", "since": "2018-01-01", "evidence": "章程"}
    assert "已登记" in text_of(signed_in("JZ1", Role.RM).post("/customers/C1/relations", said, follow=True))
    made = Relation.objects.get(kind="SHAREHOLDER")
    assert made.share == 6_050 and "60.50%" in text(mine, "/customers/C1/file/relations")
    mine.post(f"/customers/C1/relations/{made.pk}/end", {"reason": "股权已转让"})
    made.refresh_from_db()
    assert made.until == DAY


def test_A2_an_executives_photo_and_its_words_are_in_the_file() -> None:
    decision = market.Decision("为大棚测算授信", "JZ1", DAY + timedelta(days=7))
    seen = visit(None, who=boss(), customer="C1", decision=decision, photos=(photo("董事长在大棚内"),))
    assert not isinstance(seen, Refused), seen
    mine = signed_in("JZ1")
    assert 'alt="董事长在大棚内"' in text(mine, "/customers/C1")
    assert "走访" in text(mine, "/customers/C1/file/timeline?kind=visit")


def test_the_timeline_holds_calls_lists_troubles_the_card_and_the_months_after_the_loan() -> None:
    mine, entry = signed_in("JZ1"), entry_of("老李粮油店")
    ListEntry.objects.filter(pk=entry).update(customer="C1")
    said = market.note_contact(
        actor=first(), business_date=DAY, entry=entry, outcome=ContactOutcome.SPOKE, chips=["有资金需求"], words="想用八万",
    )  # fmt: skip
    assert not isinstance(said, Refused), said
    pain = market.NewPain(PainKind.PRICE, "利息偏高", DAY + timedelta(days=9))
    market.raise_pain(actor=first(), business_date=DAY, new=pain, party_name="某纸箱厂", customer="C1")
    firm = Customer.objects.get(number="C1")
    for number in ("C1", "C3"):
        MonthlyLook.objects.create(
            customer=Customer.objects.get(number=number), month=date(2018, 9, 1), item="A1", found="SOUND",
            evidence=f"台账{number}", actor="JZ1", at=clock.now(), business_date=DAY,
        )  # fmt: skip
    last = DAY + timedelta(days=365)
    note = borrower(77, "JZ1")
    line = Line.objects.create(
        case="S1", customer=firm, note=note, note_number=note.number, limit=100, rate=1, months=12, opened=DAY, until=last,
        approved_by="JZ4", grant={}, actor="JZ4", recorded_at=clock.now(),
    )  # fmt: skip
    card = Card.objects.create(number="K1", customer=firm, line=line, limit=100, opened=DAY, until=last, review_on=last)
    CardStep.objects.create(
        card=card, verb="open_card", business_date=DAY, recorded_at=clock.now(), actor="JZ4", words="首次开卡"
    )
    whole = text(mine, "/customers/C1/file/timeline")
    for words in ("已接通", "有资金需求 想用八万", "融资贵", "利息偏高", "台账C1", "开卡", "首次开卡"):
        assert words in whole, words
    assert "台账C3" not in whole
    for kind, words in (("list", "想用八万"), ("card", "首次开卡"), ("care", "台账C1")):
        part = text(mine, f"/customers/C1/file/timeline?kind={kind}")
        assert words in part and "利息偏高" not in part, kind


def test_a_book_passes_by_the_pages() -> None:
    head = signed_in("JZ4", Role.SME_CENTER_HEAD)
    assert "C1" in text(head, "/handovers?giver=JZ1")
    said = {"giver": "JZ1", "receiver": "JZ2", "supervisor": "JZ4", "reason": "轮岗到期", "customer": ["C1"]}
    answer = head.post("/handovers/open", said, follow=True)
    number = Handover.objects.get().number
    assert "交接清单" in text_of(answer) and number in text_of(answer)
    assert signed_in("JZ3").get(f"/handovers/{number}").status_code == 404
    for staff, part in (("JZ1", "GIVER"), ("JZ2", "RECEIVER"), ("JZ4", "SUPERVISOR")):
        client = signed_in(staff)
        assert f'value="{part}"' in text(client, f"/handovers/{number}")
        client.post(f"/handovers/{number}/sign", {"part": part})
    assert Handover.objects.get().state == HandoverState.MOVED
    assert Customer.objects.get(number="C1").managing_rm == "JZ2"
    assert signed_in("JZ1").get("/customers/C1").status_code == 404


def test_tabs_ask_a_fixed_number_of_questions() -> None:
    mine = signed_in("JZ1")

    def asked() -> dict[str, int]:
        counts = {}
        for tab in TABS:
            with CaptureQueriesContext(connection) as few:
                text(mine, f"/customers/C1/file/{tab}")
            counts[tab] = len(few)
        return counts

    def more(place: int) -> None:
        rm = holding("JZ1", Role.RM)
        tied("C1", RelationKind.GUARANTOR, name=f"保证人{place}", since=date(2018, 1, 1))
        paper = actions.NewPaper("BANK_FLOW", "流水.pdf", [b"x%d" % place])
        actions.add_document(actor=rm, business_date=DAY, number="C1", paper=paper)
        visit(None, key=f"v{place}", customer="C1")

    Customer.objects.filter(number="C1").update(zone="M11")
    more(0)
    asked()
    before = asked()
    for place in range(1, 5):
        more(place)
    assert asked() == before


def test_notes_pass_with_their_customer_and_who_was_first_responsible_stays() -> None:
    note = borrower(901, "JZ1", "王家果园")
    LoanNote.objects.filter(pk=note.pk).update(oldest_due=DAY - timedelta(days=9))
    closed = LoanNote.objects.filter(pk=borrower(902, "JZ2").pk)
    head = signed_in("JZ4", Role.SME_CENTER_HEAD)
    said = {
        "giver": "JZ1",
        "receiver": "JZ2",
        "supervisor": "JZ4",
        "reason": "轮岗到期",
        "customer": [note.customer.number],
    }
    head.post("/handovers/open", said)
    row = Handover.objects.get()
    (line,) = row.listing["customers"]
    assert (line["late"], line["notes"][0]["number"], line["notes"][0]["balance"]) == (1, note.number, "100,000.00")
    for staff, part in (("JZ1", "GIVER"), ("JZ2", "RECEIVER"), ("JZ4", "SUPERVISOR")):
        signed_in(staff).post(f"/handovers/{row.number}/sign", {"part": part})
    note.refresh_from_db()
    assert (note.managing_rm, note.first_responsible) == ("JZ2", "JZ1")
    assert closed.get().first_responsible == "JZ2"
    assert "第一责任人 JZ1" in text(head, f"/handovers/{row.number}")


def test_audit_sees_every_look_and_others_do_not() -> None:
    rm = holding("JZ1", Role.RM)
    actions.unmask(actor=rm, business_date=DAY, number="C1", field=Personal.PHONE, reason="电话核实还款")
    page = text(signed_in("JZ5", Role.AUDIT), "/looks")
    assert "电话核实还款" in page and "C1" in page and PHONE not in page
    assert signed_in("JZ1", Role.RM).get("/looks").status_code == 403
