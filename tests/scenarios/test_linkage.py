"""One customer behind many records: numbers first, weights next, people last; and what people did can be taken back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction
from typer.testing import CliRunner

from samples.generator import write_sample
from tests.scenarios.small_county import DAY, FIRM, holding, people
from wuhua.areas.customer import actions, read
from wuhua.areas.customer.models import (
    CourtRecord,
    Customer,
    Link,
    LinkStep,
    Merge,
    PowerRecord,
    RegistryRecord,
    RosterRecord,
)
from wuhua.areas.customer.rules import CustomerKind, CustomerRefusal, SizeClass
from wuhua.areas.customer.rules.linkage import LinkRefusal, LinkSource, LinkState, LinkVerb
from wuhua.areas.people.rules import Role
from wuhua.bulk.intake import run as intake
from wuhua.bulk.linkage import run, truth
from wuhua.cli import console
from wuhua.cli.main import build
from wuhua.core.refuse import Refused
from wuhua.platform import clock, secrets
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db
REASON = "执照与电话一致"
ADDRESS = "山西省稷州县翟店镇西位村12号"
PHONE = "13803590001"


def filed(number: str, name: str, identity: str, *, kind=CustomerKind.MERCHANT, phone=PHONE, address=ADDRESS, rm="JZ1"):  # type: ignore[no-untyped-def]
    size = SizeClass.SMALL if kind is CustomerKind.ENTERPRISE else None
    new = actions.NewCustomer(number, kind, name, identity, "2231", "140824", phone, address, size)
    done = actions.open_file(actor=holding(rm, Role.RM), business_date=DAY, new=new)
    assert not isinstance(done, Refused), done


def told(**more):  # type: ignore[no-untyped-def]
    return {
        "batch": "b",
        "source": "s",
        "as_of": DAY,
        "received_at": clock.now(),
        "consent": "SQ1",
        "checksum": "x",
        **more,
    }


def on_roster(number: str, name: str, owner: str = "", phone: str = "", address: str = "", code: str = "") -> None:
    RosterRecord.objects.create(
        **told(number=number, kind="市场", list_name="翟店商贸市场", name=name, owner=owner, address=address),
        credit_code=code,
        phone_blind=secrets.blind(phone, "phone") if phone else "",
        phone_last4=phone[-4:],
    )


def licensed(code: str, name: str, head: str, address: str = ADDRESS) -> None:
    RegistryRecord.objects.create(
        **told(credit_code=code, name=name, legal_person=head, status="存续", address=address)
    )


@pytest.fixture
def county(home: Path) -> None:
    """甲 keeps a firm and two shopkeepers, one of them filed twice under two numbers."""
    people()
    filed("C1", "稷州县鑫盛纸箱包装有限公司", FIRM, kind=CustomerKind.ENTERPRISE)
    filed("C2", "王建国", "140824198001010019", address="山西省稷州县清河镇北阳城村3号", phone="13903590002")
    filed("C3", "王建国", "140824197512310027", address="山西省稷州县清河镇北阳城村3号", phone="13903590002", rm="JZ2")
    licensed(FIRM, "稷州县鑫盛纸箱包装有限公司", "李大海")


def linked(**more):  # type: ignore[no-untyped-def]
    return run.link(actor="SYSTEM", business_date=DAY, **more)


def state_of(source: str, key: str) -> dict[str, str]:
    return dict(Link.objects.filter(source=source, key=key).values_list("customer__number", "state"))


def decide(link: int, verb: LinkVerb, *, who: str = "JZ4", key: str = "k1", reason: str = REASON):  # type: ignore[no-untyped-def]
    return actions.decide_link(
        actor=holding(who, Role.RISK), business_date=DAY, link=link, verb=verb, reason=reason, key=key
    )


def rows_as_text() -> dict[str, list[str]]:
    """Every row of files, links and records as the database writes it."""
    tables = (Customer, Link, RosterRecord, RegistryRecord, PowerRecord, CourtRecord)
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table._meta.db_table} t ORDER BY id")  # noqa: S608
            found[table.__name__] = [text for (text,) in cursor.fetchall()]
    return found


# --- what the machine says -------------------------------------------------------------------------------------------


def test_A67_a_credit_code_links_exactly_and_a_licence_lends_its_name(county: None) -> None:
    PowerRecord.objects.create(**told(account="D1", name="鑫盛纸箱包装", address=ADDRESS, month="2018-08"))
    on_roster("MD1", "鑫胜纸箱包装", owner="李大海", phone=PHONE)
    linked()
    assert state_of("REGISTRY", FIRM) == {"C1": "LINKED"}
    assert Link.objects.get(source="REGISTRY").how == "EXACT"
    assert state_of("POWER", "D1") == {"C1": "LINKED"}
    assert state_of("ROSTER", "MD1") == {"C1": "LINKED"}
    fields = Link.objects.get(source="ROSTER").fields
    assert {name: said["level"] for name, said in fields.items()} == {
        "name": "CLOSE", "person": "SAME", "address": "NOT_BOTH", "phone": "SAME",
    }  # fmt: skip
    assert sum(said["weight"] for said in fields.values()) > 600


def test_A67_the_same_name_elsewhere_stays_apart_and_two_like_customers_go_to_a_person(county: None) -> None:
    on_roster("MD1", "兴旺五金店", owner="李大海", address="太阳乡修善村9号", phone="13700000009")
    on_roster("MD2", "建国面馆", owner="王建国", address="清河镇北阳城村3号")
    linked()
    assert state_of("ROSTER", "MD1") == {}
    assert state_of("ROSTER", "MD2") == {"C2": "WAITING", "C3": "WAITING"}


def test_A67_nothing_known_on_either_side_says_nothing(county: None) -> None:
    on_roster("MD1", "鑫盛纸箱包装", phone=PHONE)
    linked()
    known = Link.objects.get(source="ROSTER")
    assert known.fields["address"] == {"weight": 0, "level": "NOT_BOTH", "record": "", "customer": "翟店镇西位村****"}


def test_what_is_kept_of_a_pair_holds_no_door_no_phone_and_no_number(county: None) -> None:
    on_roster("MD1", "鑫盛纸箱包装", owner="李大海", phone=PHONE, address="稷州县翟店镇西位村12号", code=FIRM)
    on_roster("MD2", "鑫盛纸箱包装", owner="李大海", phone=PHONE, address="稷州县翟店镇西位村12号")
    linked()
    text = json.dumps(list(Link.objects.values_list("fields", flat=True)), ensure_ascii=False)
    assert "12号" not in text and PHONE not in text and FIRM not in text and "*******0001" in text


def test_the_same_run_twice_changes_nothing_and_a_trial_writes_nothing(county: None) -> None:
    on_roster("MD1", "鑫盛纸箱包装", phone=PHONE)
    trial = linked(dry_run=True)
    assert (trial.run, Link.objects.count()) == (None, 0)
    first = linked()
    before, traces = rows_as_text(), AuditRow.objects.count()
    again = linked()
    assert (again.again, again.run, again.changed) == (True, first.run, 0)
    assert (rows_as_text(), AuditRow.objects.count()) == (before, traces)


def test_thresholds_are_the_banks(county: None, monkeypatch: pytest.MonkeyPatch) -> None:
    on_roster("MD1", "鑫盛纸箱包装", phone=PHONE)
    weight = linked(dry_run=True).pairs.filter(pl.col("source") == "ROSTER")["weight"][0]
    for auto, review, wanted in ((weight, 0, ["LINKED"]), (weight + 1, 0, ["WAITING"]), (weight + 1, weight + 1, [])):
        monkeypatch.setattr(run, "thresholds", lambda _, a=auto, r=review: run.Thresholds(a, r, 300))
        assert linked(dry_run=True).pairs.filter(pl.col("source") == "ROSTER")["state"].to_list() == wanted


def test_A67_on_a_sample_town_precision_and_recall_are_what_was_asked(home: Path, lake: Path, tmp_path: Path) -> None:
    """The full bank's numbers stand in docs/SCALE.md; here a tenth of it."""
    write_sample(tmp_path / "files", borrowers=500)
    assert not isinstance(intake.import_folder(tmp_path / "files", actor="SYSTEM"), Refused)
    true = truth.read(tmp_path / "files" / "truth-links.csv")
    found = linked(true=true).measures
    for name in ("ALL", "ROSTER"):
        measure = found[name]
        assert measure.linked > 50
        assert measure.right * 100 >= measure.linked * 99, (name, measure)
        assert measure.right * 100 >= measure.true * 90, (name, measure)
    wrong = true.with_columns(pl.col("customer").reverse())
    assert truth.measured(run.link(actor="SYSTEM", business_date=DAY, dry_run=True).pairs, wrong)["ALL"].right < 50


def test_A67_the_command_prints_pairs_precision_and_recall(
    county: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "open_house", lambda: None)
    clock.advance(DAY)
    on_roster("MD1", "鑫盛纸箱包装", phone=PHONE)
    on_roster("MD2", "建国面馆", owner="王建国", address="清河镇北阳城村3号")
    file = tmp_path / "truth.csv"
    file.write_text(f"source,key,customer\nREGISTRY,{FIRM},C1\nROSTER,MD1,C2\nROSTER,MD2,C3\n")
    asked = ["link", "--dry-run", "--truth", str(file)]
    done = CliRunner().invoke(build(), [*asked, "--json"])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["run"], answer["linked"], answer["waiting"]) == (0, None, 2, 3)
    assert answer["truth"]["ALL"] == {
        "linked": 2, "right": 1, "true": 3, "true_in_review": 1, "precision_pct": "50.00", "recall_pct": "33.33",
    }  # fmt: skip
    assert {(each["key"], each["state"]) for each in answer["pairs"]} >= {("MD1", "LINKED"), ("MD2", "WAITING")}
    plain = CliRunner().invoke(build(), asked).stdout
    assert "准确率 50.00%(1/2)" in plain and "召回率 33.33%(1/3)" in plain and "没有写入" in plain
    assert not Link.objects.exists()
    file.write_text("a,b\n1,2\n")
    assert CliRunner().invoke(build(), asked).exit_code == 2


# --- what people say -------------------------------------------------------------------------------------------------


@pytest.fixture
def doubt(county: None) -> tuple[int, int]:
    """A stall that may be either of two files' owner: the two pairs."""
    on_roster("MD2", "建国面馆", owner="王建国", address="清河镇北阳城村3号")
    linked()
    pairs = dict(Link.objects.filter(source="ROSTER").values_list("customer__number", "id"))
    return pairs["C2"], pairs["C3"]


def test_keeping_a_pair_takes_the_record_from_the_others_and_undo_brings_every_byte_back(
    doubt: tuple[int, int],
) -> None:
    before = rows_as_text()
    assert decide(doubt[0], LinkVerb.KEEP) == {"link": doubt[0], "state": "KEPT"}
    assert state_of("ROSTER", "MD2") == {"C2": "KEPT", "C3": "APART"}
    assert rows_as_text() != before
    assert decide(doubt[0], LinkVerb.UNDO, key="k2")["state"] == "WAITING"
    assert rows_as_text() == before
    assert [step.verb for step in LinkStep.objects.order_by("id")] == ["KEEP", "UNDO"]


def test_a_decision_outlives_the_next_run(doubt: tuple[int, int]) -> None:
    decide(doubt[0], LinkVerb.REJECT)
    on_roster("MD3", "鑫盛纸箱包装", phone=PHONE)
    assert not linked().again
    assert state_of("ROSTER", "MD2")["C2"] == "REJECTED"
    decide(doubt[1], LinkVerb.KEEP, key="k2")
    on_roster("MD4", "鑫盛纸箱", phone=PHONE)
    linked()
    assert state_of("ROSTER", "MD2") == {"C2": "REJECTED", "C3": "KEPT"}


def test_the_same_key_decides_once(doubt: tuple[int, int]) -> None:
    first = decide(doubt[0], LinkVerb.KEEP)
    traces = AuditRow.objects.count()
    assert decide(doubt[0], LinkVerb.KEEP) == first
    assert AuditRow.objects.count() == traces
    other = decide(doubt[0], LinkVerb.REJECT)
    assert isinstance(other, Refused) and other.name.value == "key_reused"


@pytest.mark.parametrize(
    ("name", "do"),
    [
        ("LINK_UNKNOWN", lambda a, b: decide(10**9, LinkVerb.KEEP)),
        (
            "LINK_UNKNOWN",
            lambda a, b: actions.decide_link(
                actor=holding("JZ3", Role.RM), business_date=DAY, link=a, verb=LinkVerb.KEEP, reason=REASON, key="k1"
            ),
        ),
        (
            "MAY_NOT_LINK",
            lambda a, b: actions.decide_link(
                actor=holding("JZ4", Role.ACCOUNTANT),
                business_date=DAY,
                link=a,
                verb=LinkVerb.KEEP,
                reason=REASON,
                key="k1",
            ),
        ),
        ("LINK_REASON_MISSING", lambda a, b: decide(a, LinkVerb.KEEP, reason="是 ")),
        ("LINK_DECIDED", lambda a, b: (decide(a, LinkVerb.KEEP), decide(a, LinkVerb.REJECT, key="k2"))[1]),
        ("RECORD_TAKEN", lambda a, b: (decide(a, LinkVerb.KEEP), decide(b, LinkVerb.KEEP, key="k2"))[1]),
        ("NOTHING_TO_UNDO", lambda a, b: decide(a, LinkVerb.UNDO)),
    ],
)
def test_each_refusal_changes_no_row(doubt: tuple[int, int], name: str, do) -> None:  # type: ignore[no-untyped-def]
    before = rows_as_text()
    answer = do(*doubt)
    assert isinstance(answer, Refused) and answer.name is LinkRefusal[name]
    if name not in ("LINK_DECIDED", "RECORD_TAKEN"):
        assert rows_as_text() == before


def test_what_changed_since_is_not_overwritten(doubt: tuple[int, int]) -> None:
    decide(doubt[0], LinkVerb.KEEP)
    Link.objects.filter(pk=doubt[1]).update(weight=1)
    answer = decide(doubt[0], LinkVerb.UNDO, key="k2")
    assert isinstance(answer, Refused) and answer.name is LinkRefusal.CHANGED_SINCE


# --- two files of our own --------------------------------------------------------------------------------------------


@pytest.fixture
def twins(county: None) -> int:
    """The pair of the two files of 王建国; a stall belongs to each."""
    linked()
    pair = Link.objects.get(source="CUSTOMER")
    assert (pair.customer.number, pair.key, pair.state) == ("C2", "C3", "WAITING")
    run_ = pair.run
    for key, number in (("MD7", "C3"), ("MD8", "C3"), ("MD8", "C2")):
        Link.objects.create(
            source="ROSTER", key=key, customer=Customer.objects.get(number=number), how="PROBABLE", weight=700,
            fields={}, state="LINKED" if (key, number) != ("MD8", "C2") else "APART", run=run_,
        )  # fmt: skip
    return pair.pk


def test_A69_two_files_are_merged_by_two_people_and_undo_brings_every_byte_back(twins: int) -> None:
    assert decide(twins, LinkVerb.KEEP)["merge"] == "SUSPECTED"
    before = rows_as_text()
    alone = decide(twins, LinkVerb.KEEP, key="k2")
    assert isinstance(alone, Refused) and alone.name is LinkRefusal.SECOND_PERSON
    assert rows_as_text() == before

    assert decide(twins, LinkVerb.KEEP, who="JZ5", key="k3")["merge"] == "MERGED"
    assert state_of("ROSTER", "MD7") == {"C2": "LINKED"}
    assert state_of("ROSTER", "MD8") == {"C2": "APART", "C3": "LINKED"}
    assert rows_as_text()["Customer"] == before["Customer"]
    assert read.folded() == {"C3": "C2"}
    manager = holding("JZ1", Role.RISK)
    assert {line.key for line in read.links_for(manager, "C2")} == {"MD7", "MD8", "C3"}

    assert decide(twins, LinkVerb.UNDO, key="k4")["state"] == "WAITING"
    assert rows_as_text() == before
    assert read.folded() == {} and Merge.objects.get().state == "UNDONE"
    # And it may be said again.
    assert decide(twins, LinkVerb.KEEP, key="k5")["merge"] == "SUSPECTED"


def test_A69_no_third_file_under_a_merged_one(twins: int) -> None:
    decide(twins, LinkVerb.KEEP)
    decide(twins, LinkVerb.KEEP, who="JZ5", key="k2")
    first = Link.objects.get(pk=twins)
    second = Link.objects.create(
        source="CUSTOMER", key="C2", customer=Customer.objects.get(number="C1"), how="PROBABLE", weight=1, fields={},
        state="WAITING", run=first.run,
    )  # fmt: skip
    answer = decide(second.pk, LinkVerb.KEEP, key="k3")
    assert isinstance(answer, Refused) and answer.name is LinkRefusal.FOLDED_ALREADY


def test_A69_a_suspicion_is_withdrawn_by_a_no(twins: int) -> None:
    decide(twins, LinkVerb.KEEP)
    assert decide(twins, LinkVerb.REJECT, who="JZ5", key="k2")["state"] == "REJECTED"
    assert (Merge.objects.get().state, read.folded()) == ("UNDONE", {})


def test_A69_a_merged_file_stays_merged_in_the_next_run(twins: int) -> None:
    decide(twins, LinkVerb.KEEP)
    decide(twins, LinkVerb.KEEP, who="JZ5", key="k2")
    on_roster("MD9", "建国面馆", owner="王建国", address="清河镇北阳城村3号", phone="13903590002")
    linked()
    assert state_of("ROSTER", "MD9") == {"C2": "LINKED"}
    assert state_of("CUSTOMER", "C3") == {"C2": "KEPT"}


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"source": "CUSTOMER", "state": "LINKED"}, "link_files_need_people"),
        ({"source": "ROSTER", "key": "MD7", "state": "KEPT"}, "link_one_owner"),
    ],
)
def test_the_database_keeps_one_owner_and_leaves_files_to_people(twins: int, change, constraint: str) -> None:  # type: ignore[no-untyped-def]
    row = Link.objects.get(pk=twins)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Link.objects.create(
            **(
                {"key": "X", "customer": row.customer, "how": "EXACT", "weight": 1, "fields": {}, "run": row.run}
                | change
            )
        )


def test_A69_a_second_file_under_one_number_is_refused_by_name_and_by_the_database(county: None) -> None:
    """一卡 comes with the card's own room; one file for one number holds here."""
    new = actions.NewCustomer(
        "C9", CustomerKind.ENTERPRISE, "另一家", FIRM, "2231", "140824", size_class=SizeClass.SMALL
    )
    answer = actions.open_file(actor=holding("JZ1", Role.RM), business_date=DAY, new=new)
    assert isinstance(answer, Refused) and answer.name is CustomerRefusal.IDENTITY_ON_FILE
    first = Customer.objects.filter(number="C1").values().get()
    with pytest.raises(IntegrityError, match="identity_blind"), transaction.atomic():
        Customer.objects.create(**(first | {"id": 99, "number": "C9"}))


def test_the_queue_holds_what_the_officer_sees(doubt: tuple[int, int]) -> None:
    assert read.queue(holding("JZ1", Role.RISK)).count == 3  # two pairs of the stall, one of two files
    assert {line.customer for line in read.queue(holding("JZ2", Role.RM)).lines} == {"C3"}
    assert read.queue(holding("JZ3", Role.RM)).count == 0
    assert read.progress(holding("JZ1", Role.RISK)).pct == 0
    decide(doubt[0], LinkVerb.REJECT)
    assert read.progress(holding("JZ1", Role.RISK)).decided == 1
    assert date(2018, 9, 30) == read.queue(holding("JZ1", Role.RISK)).lines[0].run_on
    assert {state.value for state in LinkState} and {source.value for source in LinkSource}
