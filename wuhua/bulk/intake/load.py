"""The checked folder goes into the rooms, in the order a loan's life needs them. One transaction, the caller's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from wuhua.areas.classification import actions as classification
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.customer import actions as customer
from wuhua.areas.customer.actions import loading as customer_files
from wuhua.areas.funding import actions as funding
from wuhua.areas.market import actions as market
from wuhua.areas.origination import actions as origination
from wuhua.areas.origination.read import standards
from wuhua.areas.people import actions as people
from wuhua.areas.people import zoning
from wuhua.areas.product import actions as product
from wuhua.areas.product import read as product_read
from wuhua.areas.servicing import loading as servicing
from wuhua.books import post
from wuhua.bulk.dayend import parameters
from wuhua.bulk.intake import cases, filing, history, lists, opening, partners, shape, territory
from wuhua.bulk.intake.check import Folder
from wuhua.bulk.intake.formats_filing import PAPERS_BY_WORD
from wuhua.bulk.intake.read import LINE
from wuhua.bulk.intake.rows import rows_of
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import numbering, secrets

Verb = Callable[..., object]
BATCH = "import"
ZONE = "Asia/Shanghai"
REGISTERED = ("registration", "company_type", "scope", "shareholders", "changes")


class Loader:
    """One import: who brings it, for which day, and the columns so far."""

    def __init__(
        self,
        folder: Folder,
        *,
        actor: str,
        recorded_at: datetime,
        step: Callable[[str], None],
        scans: Path | None = None,
    ) -> None:
        self.folder = folder
        self.frames = {name: frame.drop(LINE) for name, frame in folder.frames.items()}
        self.day: date = folder.cut_over
        self.actor = actor
        self.recorded_at = recorded_at
        self.step = step
        self.scans = scans  # None where nothing may be kept: a dry run
        self.ids: dict[str, int] = {}
        self.genesis = pl.DataFrame()

    def give(self, verb: Verb, table: str, frame: pl.DataFrame, **more: object) -> None:
        """Hand the frame to a room's bulk verb; an empty one is not worth a word."""
        if len(frame):
            verb(actor=self.actor, business_date=self.day, rows=rows_of(table, frame), **more)

    def rooms(self) -> None:
        """Load all rooms and open the books. The caller owns the transaction."""
        self.step("写入 机构与员工")
        self._people()
        self._capital()
        self.step("写入 产品与客户")
        self._products()
        customer_ids = self._customers()
        self._filing()
        self._outside_records()
        self.step("写入 账户与借据")
        shaped = self._loans(customer_ids)
        self.step("写入 市场、申请与再贷款")
        self._records()
        self.step("记期初分录")
        held = parameters.of(self.day)
        self.genesis = history.genesis_positions(shaped, self.frames["customers"], held.provision_pct)
        self._open_books(shaped, self.genesis)

    def seals(self, *, write_lake: bool) -> None:
        """Seal the imported month ends and the genesis day: the last thing, for the books close behind it."""
        past = history.imported_positions(self.frames["positions"], self.frames["notes"])
        past[self.day] = self.genesis
        moved = history.flows(self.frames["disbursements"], self.frames["repayments"])
        history.sealed(past, moved, cut_over=self.day, write=write_lake, step=self.step)

    # --- rooms --------------------------------------------------------------------------------------------------------

    def _people(self) -> None:
        branches = self.frames["branches"].with_columns(
            _blank("township"), _blank("address"), pl.col("is_centre").fill_null(False)
        )
        self.give(people.load_branches, "people_branch", branches)
        staff = self.frames["staff"]
        phones = _sealed_phones(staff["phone"])
        members = staff.select(
            "number", "name", pl.col("branch").alias("branch_id"), "position", _blank("source"), "joined"
        )
        self.give(people.load_staff, "people_staff", members.hstack(phones.select("phone_sealed", "phone_masked")))
        roles = staff.select(
            pl.col("number").alias("staff_id"),
            pl.col("roles").str.replace_all("[;,、]", ";").str.split(";").alias("role"),
            pl.col("joined").fill_null(self.day).alias("from_day"),
        ).explode("role")
        roles = (
            roles.with_columns(pl.col("role").str.strip_chars())
            .filter(pl.col("role") != "")
            .unique(maintain_order=True)
        )
        self.give(people.load_staff_roles, "people_staffrole", roles)
        zones = self.frames["zones"]
        self.give(
            people.load_zones,
            "people_zone",
            zones.select("code", "name", "kind", pl.col("parent").alias("parent_id"), "households"),
        )
        duty = zones.filter(pl.col("team_type").is_not_null()).select(
            pl.col("code").alias("zone_id"),
            "team_type",
            *(pl.col(name).alias(f"{name}_id") for name in ("lead_rm", "backup_rm", "supervisor")),
            pl.col("from_day").fill_null(self.day),
        )
        self.give(people.load_zone_assignments, "people_zoneassignment", duty)
        self.give(zoning.load_shapes, "people_zoneshape", territory.shape_rows(self.frames["zone_shapes"]))
        self.give(zoning.load_points, "people_servicepoint", territory.point_rows(self.frames["service_points"]))

    def _capital(self) -> None:
        """What large exposures are measured against, where the bank wrote it, and the name at the head of its papers."""
        bank = self.frames["bank"].row(0, named=True)
        compliance.put_capital(
            actor=self.actor,
            business_date=self.day,
            net_capital=bank["net_capital"],
            net_tier1=bank["net_tier1"],
            source="切换导入 机构信息",
        )
        compliance.put_bank_name(
            actor=self.actor, business_date=self.day, name=bank["name"], source="切换导入 机构信息"
        )

    def _products(self) -> None:
        brought = self.frames["products"].with_columns(
            _blank("series"),
            _blank("headline_group"),
            _blank("regions"),
            _blank("industries"),
            pl.col("farm").fill_null(False),
        )
        self.give(product.load_products, "product_product", brought)

    def _customers(self) -> pl.DataFrame:
        brought = self.frames["customers"]
        first = numbering.take("customer", max(1, len(brought)))
        numbers = brought.with_row_index("id", offset=first).with_columns(pl.col("id").cast(pl.Int64))
        keys = _identity_keys(brought["identity"])
        phones = _sealed_phones(brought["phone"])
        rows = numbers.drop("identity", "phone").with_columns(
            _blank("address"), _blank("zone"), pl.col("is_farm").fill_null(False), pl.col("is_tech").fill_null(False)
        )
        self.give(customer.load_customers, "customer_customer", rows.hstack(keys).hstack(phones))
        self.ids = dict(numbers.select("number", "id").iter_rows())
        return numbers.select("number", "id")

    def _filing(self) -> None:
        """What the bank's files say of each customer: items, related parties, papers with their scans."""
        who = {"actor": self.actor, "on": self.day}
        values = filing.value_rows(self.frames, self.ids, at=self.recorded_at, **who)  # type: ignore[arg-type]
        self.give(customer_files.load_items, "customer_fileitem", values)
        relations = filing.relation_rows(self.frames["relations"], self.ids, **who)  # type: ignore[arg-type]
        self.give(customer_files.load_relations, "customer_relation", relations)
        papers = self.frames["papers"]
        if self.scans is None or papers.is_empty():
            return
        kept = customer_files.load_papers(
            actor=self.actor, business_date=self.day, papers=map(self._paper, papers.iter_rows(named=True))
        )
        if isinstance(kept, Refused):
            raise Refuse(kept)

    def _paper(self, line: dict[str, Any]) -> customer_files.BroughtPaper:
        """One line of papers with the bytes of its scan."""
        content = ((self.scans or Path()) / line["file"]).read_bytes()
        return customer_files.BroughtPaper(
            self.ids[line["customer"]], PAPERS_BY_WORD[line["type"]], line["words"] or "", line["number"] or "",
            line["issued"], line["expires"], line["file"], content,
        )  # fmt: skip

    def _outside_records(self) -> None:
        """Records of other houses, each with its batch, source, dates and the checksum of its line."""
        plain = {
            "registry": ("legal_person", "industry", "address", *REGISTERED),
            "tax": ("grade",),
            "power": ("address", "category"),
            "wages": (),
        }
        tables = {"registry": "registryrecord", "tax": "taxrecord", "power": "powerrecord", "wages": "wagerecord"}
        for name, blanks in plain.items():
            frame = self.frames[name].with_columns(*(_blank(each) for each in blanks))
            verb = getattr(customer, f"load_{name}")
            self.give(verb, f"customer_{tables[name]}", self._sourced(frame, name))
        self._further_records()
        flows = self.frames["transactions"].with_columns(_blank("counterparty"), _blank("memo"))
        flows = self._sourced(flows.with_columns(pl.col("day").alias("as_of")), "transactions")
        self.give(customer.load_flows, "customer_accountflow", flows)

    def _further_records(self) -> None:
        """Credit reports, court cases and rosters: numbers and phones go in sealed, like those of customers."""
        reports = self._sourced(self.frames["credit_reports"], "credit_reports")
        reports = reports.with_columns(*map(_blank, ("history", "class_elsewhere", "kinds")), _zoned("queried_at"))
        reports = reports.hstack(_identity_keys(reports["identity"]).drop("identity_sealed")).drop("identity")
        self.give(customer.load_credit_reports, "customer_creditreport", reports)
        court = self._sourced(self.frames["court"], "court").with_columns(_blank("case_type"), _blank("status"))
        court = court.hstack(_identity_keys(court["identity"])).drop("identity")
        self.give(customer.load_court, "customer_courtrecord", court)
        rosters = self._sourced(self.frames["rosters"], "rosters")
        blanks = [_blank(each) for each in ("credit_code", "owner", "stall", "address", "area")]
        rosters = rosters.with_columns(blanks).hstack(_sealed_phones(rosters["phone"])).drop("phone")
        self.give(customer.load_rosters, "customer_rosterrecord", rosters)

    def _sourced(self, frame: pl.DataFrame, name: str) -> pl.DataFrame:
        line = pl.concat_str([pl.col(each).cast(pl.String).fill_null("") for each in frame.columns], separator="\x1f")
        sums = [hashlib.blake2b(text.encode(), digest_size=16).hexdigest() for text in frame.select(line).to_series()]
        consent = pl.col("consent").fill_null("") if "consent" in frame.columns else pl.lit("")
        return frame.with_columns(
            pl.lit(f"{BATCH}/{self.day.isoformat()}").alias("batch"),
            pl.lit(name).alias("source"),
            pl.lit(self.recorded_at.isoformat()).alias("received_at"),
            consent.alias("consent"),
            pl.Series("checksum", sums, dtype=pl.String),
        )

    def _loans(self, customer_ids: pl.DataFrame) -> shape.Shaped:
        accounts, notes = len(self.frames["accounts"]), len(self.frames["notes"])
        shaped = shape.shape(
            self.frames,
            self.day,
            customer_ids=customer_ids,
            first_account=numbering.take("account", max(1, accounts)),
            first_note=numbering.take("note", max(1, notes)),
        )
        self.give(servicing.load_accounts, "servicing_settlementaccount", shape.account_rows(shaped))
        events = rows_of(
            "servicing_noteevent", shape.event_rows(shaped, actor=self.actor, recorded_at=self.recorded_at)
        )
        self.give(servicing.load_notes, "servicing_loannote", shape.note_rows(shaped), events=events)
        items = rows_of("servicing_repaymentitem", shaped.items)
        self.give(servicing.load_bills, "servicing_bill", shaped.bills.drop("paid", "open"), items=items)
        self.give(servicing.load_plans, "servicing_planitem", shaped.plans)
        classes = shaped.notes.select(
            pl.col("id").alias("note_id"), "klass", pl.lit(self.day).alias("since"), pl.lit("期初").alias("basis")
        )
        self.give(classification.load_classes, "classification_noteclass", classes)
        return shaped

    def _records(self) -> None:
        surveys = self.frames["surveys"].select(
            "number", "party_kind", "party_name", _blank("credit_code"), _blank("customer"),
            pl.col("zone").alias("zone_id"), pl.col("rm").alias("rm_id"), _zoned("visited"),
            *(pl.col(name).cast(pl.Float64, strict=False).round(6) for name in ("longitude", "latitude")),
            _blank("need"),
        )  # fmt: skip
        self.give(market.load_surveys, "market_survey", surveys)
        self.give(market.load_files, "market_customerfile", self.frames["files"].rename({"survey": "survey_id"}))
        self.give(market.load_lists, "market_targetlist", lists.list_rows(self.frames["lists"], self.actor))
        self.give(market.load_entries, "market_listentry", lists.entry_rows(self.frames["list_entries"]))
        self.give(market.load_ties, "market_tie", territory.tie_rows(self.frames["ties"]))
        agreements = self.frames["agreements"].rename({"executive": "executive_id", "contact": "contact_id"})
        self.give(market.load_agreements, "market_agreement", agreements.with_columns(_blank("credit_code")))
        courted = partners.strategic_rows(self.frames["strategic_targets"], self.actor)
        self.give(market.load_strategic, "market_strategictarget", courted)
        taken = partners.service_rows(self.frames["package_services"], self.actor)
        self.give(market.load_services, "market_servicetake", taken)
        self.give(
            market.load_targets, "market_target", self.frames["targets"].with_columns(pl.col("year").cast(pl.Int64))
        )
        ids = self.frames["applications"].rename({"customer": "customer_id"})
        self.give(
            origination.load_applications,
            "origination_application",
            self._with_customer(ids).with_columns(
                _blank("reason"), *(_zoned(name) for name in ("asked", "accepted", "submitted", "funded"))
            ),
        )
        self._cases()
        self._sales()
        self.give(funding.load_relending, "funding_relending", self.frames["relending"])
        links = self.frames["relending_links"].rename({"relending": "relending_id"})
        self.give(funding.load_relending_links, "funding_relendinglink", links)

    def _cases(self) -> None:
        """Requests taken in and not worked on yet; numbers of our own kind are not given again."""
        brought = self.frames["cases"]
        last = max(cases.last_number(each) for each in (brought, self.frames["applications"]))
        if last:
            numbering.take("application", last)
        if brought.is_empty():
            return
        asked = self._with_customer(cases.application_rows(brought))
        moments = [_zoned(name) for name in ("asked", "accepted", "submitted", "funded")]
        self.give(origination.load_applications, "origination_application", asked.with_columns(moments))
        rows = cases.case_rows(brought, self.frames, standards.checklists(self.day), self._sheets(brought["product"]))
        self.give(
            origination.load_cases, "origination_case", self._with_customer(rows),
            hands=rows_of("origination_casehand", cases.hand_rows(brought, self.day)),
            steps=rows_of(
                "origination_casestep", cases.step_rows(brought, actor=self.actor, day=self.day, at=self.recorded_at)
            ),
        )  # fmt: skip

    def _sheets(self, products: pl.Series) -> dict[str, int]:
        """The version of each product's sheet on the cut-over day; a product not on sale stops the import by name."""
        found = {}
        for code in products.unique():
            sheet = product_read.sheet(code, self.day)
            if isinstance(sheet, Refused):
                raise Refuse(sheet)
            found[code] = sheet.version
        return found

    def _sales(self) -> None:
        """What borrowers bought or placed: the day end looks at it beside their loans (七不准 1 and 5)."""
        frame = self.frames["sales"]
        if not frame.is_empty():
            rows = cases.sale_rows(frame, actor=self.actor, day=self.day, at=self.recorded_at)
            self.give(compliance.load_sales, "compliance_productsale", self._with_customer(rows))

    def _with_customer(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The customer's id in place of its number."""
        return frame.with_columns(pl.col("customer_id").replace_strict(self.ids, return_dtype=pl.Int64))

    def _open_books(self, shaped: shape.Shaped, positions: pl.DataFrame) -> None:
        opened = opening.opening(shaped, positions)
        entries, lines = opening.with_ids(opened, post.entry_ids(len(opened.entries)))
        post.post_bulk(
            business_date=self.day,
            actor=self.actor,
            entries=rows_of("books_entry", entries),
            lines=rows_of("books_line", lines),
        )


def _blank(name: str) -> pl.Expr:
    """Text columns of the rooms hold an empty text where nothing is known."""
    return pl.col(name).fill_null("")


def _zoned(name: str) -> pl.Expr:
    """Day and minute as the bank's clocks showed them."""
    return pl.col(name).dt.replace_time_zone(ZONE).dt.strftime("%Y-%m-%dT%H:%M:%S%:z").alias(name)


def _identity_keys(numbers: pl.Series) -> pl.DataFrame:
    """Sealed, blind and masked, empty where there is no number."""
    who = [secrets.normalised(each, "identity") if each else "" for each in numbers]
    return pl.DataFrame(
        {
            "identity_sealed": [secrets.seal(each) if each else "" for each in who],
            "identity_blind": [secrets.blind(each, "identity") if each else "" for each in who],
            "identity_masked": [secrets.mask_identity(each) if each else "" for each in who],
        },
        schema=dict.fromkeys(("identity_sealed", "identity_blind", "identity_masked"), pl.String),
    )


def _sealed_phones(phones: pl.Series) -> pl.DataFrame:
    """Sealed, blind, last four and masked, empty where there is no phone."""
    plain = [secrets.normalised(each, "phone") if each else "" for each in phones]
    return pl.DataFrame(
        {
            "phone_sealed": [secrets.seal(each) if each else "" for each in plain],
            "phone_blind": [secrets.blind(each, "phone") if each else "" for each in plain],
            "phone_last4": [each[-4:] for each in plain],
            "phone_masked": [secrets.mask_phone(each) if each else "" for each in plain],
        },
        schema=dict.fromkeys(("phone_sealed", "phone_blind", "phone_last4", "phone_masked"), pl.String),
    )
