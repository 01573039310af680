"""The pages, events and occasions of listed supervision and its ladder (19.8–19.11)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module, Occasion
from anlan.kernel.pages.declarations import CasePages, Choice, Column, columns_of
from anlan.modules.hidden_danger.lettering import paper_of_listing, paper_of_rung
from anlan.modules.hidden_danger.listed.ladder import RUNGS, Rung
from anlan.modules.hidden_danger.listed.listing import LEVELS, Listing
from anlan.rules import listings

LISTINGS = CasePages(
    name="listing",
    model=Listing,
    label=_("Listed supervision"),
    plural=_("Dangers under listed supervision"),
    order=("-listed_on", "-id"),
    columns=(
        Column("listed_on", _("Listed on"), kind="date"),
        Column("unit", _("Unit"), kind="unit"),
        Column("danger", _("Hidden danger"), kind="record"),
        Column("level", _("Level"), kind="choice"),
        Column("due_day", _("Time limit"), kind="date"),
        Column("percent", _("Done (per cent)"), kind="number"),
        Column("rung", _("Last rung taken"), kind="choice"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("receiver", _("Listed by"), kind="unit"),
        *columns_of(model=Listing, names=("number", "acceptance")),
        Column("requirements", _("What is required"), kind="longtext"),
        Column("interim", _("Control until then"), kind="longtext"),
        Column("progress", _("Latest progress"), kind="longtext"),
        *columns_of(model=Listing, names=("progress_on", "wanted_day", "wanted_because", "asked_late", "waits")),
        *columns_of(model=Listing, names=("evaluated_on", "evaluated_by")),
        Column("evaluation", _("Conclusion of the evaluation"), kind="longtext"),
        *columns_of(model=Listing, names=("published_on", "published_at", "delisted_on", "delisting_number", "remark")),
    ),
    parent="danger",
    paper=paper_of_listing,
    children=("rung",),
    choices=(Choice("level", _("Level"), LEVELS),),
    carries={"19.8": {}},
    empty=_("No danger is under listed supervision here. It begins on the page of a major danger."),
)
LADDER = CasePages(
    name="rung",
    model=Rung,
    label=_("Rung of the ladder"),
    plural=_("Rungs of the ladder"),
    order=("-proposed_on", "-id"),
    columns=(
        Column("proposed_on", _("Proposed on"), kind="date"),
        Column("unit", _("Unit"), kind="unit"),
        Column("listing", _("Listed supervision"), kind="record"),
        Column("kind", _("Rung"), kind="choice"),
        Column("number", _("Document number")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("receiver", _("Taken by"), kind="unit"),
        Column("facts", _("Facts"), kind="longtext"),
        Column("demands", _("What is demanded"), kind="longtext"),
        *columns_of(model=Rung, names=("done_on", "ended_on", "remark")),
    ),
    parent="listing",
    paper=paper_of_rung,
    choices=(Choice("kind", _("Rung"), RUNGS),),
    carries={"19.9": {}, "19.10": {"kind": listings.ACCOUNTABILITY}, "19.11": {"kind": listings.EXPOSURE}},
    empty=_("No rung has been taken here. The ladder begins when a listed danger is late."),
)
MODULE = Module(
    name="listed_supervision",
    pages=(LISTINGS, LADDER),
    occasions=(
        Occasion("listing.to_publish", _("A danger was put under listed supervision"), gives_day=False),
        Occasion("listing.progress", _("Progress of a listed danger has to be reported"), about=True),
        Occasion("listing.follow_up", _("A listed danger is late"), about=True),
        Occasion("listing.more_time.review", _("More time was asked for a listed danger"), gives_day=False),
        Occasion("listing.delist.review", _("Delisting was applied for"), gives_day=False),
        Occasion("listing.to_publish_end", _("A danger was taken off the list"), gives_day=False),
        Occasion("listing.rung.review", _("A rung of the ladder was proposed"), gives_day=False),
    ),
    events=(
        EventKind("danger.listed", _("Danger put under listed supervision")),
        EventKind("listing.progressed", _("Progress of a listed danger reported")),
        EventKind("listing.time_asked", _("More time asked for a listed danger")),
        EventKind("listing.time_given", _("More time given to a listed danger")),
        EventKind("listing.time_declined", _("More time declined for a listed danger")),
        EventKind("listing.applied", _("Delisting applied for")),
        EventKind("listing.delisted", _("Danger taken off the list")),
        EventKind("listing.notice_published", _("Notice of listing published")),
        EventKind("listing.published", _("Delisting published")),
        EventKind("listing.withdrawn", _("Listing withdrawn")),
        EventKind("listing.rung_proposed", _("Rung of the ladder proposed")),
        EventKind("listing.rung_confirmed", _("Rung of the ladder confirmed"), RUNGS),
        EventKind("listing.rung_declined", _("Rung of the ladder not confirmed")),
        EventKind("listing.exposure_ended", _("Public exposure ended")),
    ),
)
