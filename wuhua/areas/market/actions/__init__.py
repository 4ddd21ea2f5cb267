"""Verbs of market, a noun a file."""

from wuhua.areas.market.actions.common import (
    once_for,
)
from wuhua.areas.market.actions.contact import (
    note_contact,
    plan_week,
)
from wuhua.areas.market.actions.filing import (
    file_customer,
)
from wuhua.areas.market.actions.leads import (
    bring_leads,
    let_go,
    take_up,
)
from wuhua.areas.market.actions.lists import (
    NewParty,
    add_walk_in,
    assign,
    build_file,
    draw_list,
    grade,
    grant,
    leave,
    make_list,
    mark_drawn,
    mark_granted,
    phone_of,
    reopen,
)
from wuhua.areas.market.actions.loading import (
    load_agreements,
    load_entries,
    load_files,
    load_lists,
    load_services,
    load_strategic,
    load_surveys,
    load_targets,
    load_ties,
)
from wuhua.areas.market.actions.pains import (
    NewPain,
    act_on,
    claim_done,
    raise_pain,
    see_done,
    solve,
)
from wuhua.areas.market.actions.placing import place
from wuhua.areas.market.actions.visits import (
    Decision,
    NewVisit,
    record_visit,
    target,
)

__all__ = [
    "Decision",
    "NewPain",
    "NewParty",
    "NewVisit",
    "act_on",
    "add_walk_in",
    "assign",
    "bring_leads",
    "build_file",
    "claim_done",
    "draw_list",
    "file_customer",
    "grade",
    "grant",
    "leave",
    "let_go",
    "load_agreements",
    "load_entries",
    "load_files",
    "load_lists",
    "load_services",
    "load_strategic",
    "load_surveys",
    "load_targets",
    "load_ties",
    "make_list",
    "mark_drawn",
    "mark_granted",
    "note_contact",
    "once_for",
    "phone_of",
    "place",
    "plan_week",
    "raise_pain",
    "record_visit",
    "reopen",
    "see_done",
    "solve",
    "take_up",
    "target",
]
