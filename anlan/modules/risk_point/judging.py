"""风险研判与管控 (17.1, 17.4, 18.1–18.4): what a judgement asks, refuses and writes, and what follows from a colour."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.obligations.releasing import release
from anlan.kernel.records.door import Act, Doing
from anlan.kernel.records.workflow import Ask, Refusal
from anlan.modules.risk_point import choices, watching
from anlan.policy.risk_methods import risk_methods
from anlan.rules import risks

JUDGING = _("Judge it")
FACTORS = (
    Ask("method", _("Method"), "choice", choices=choices.methods_for, part=JUDGING,
        initial=choices.first_method,
        why=_("Below stands only what the method needs")),
    Ask("typical", _("Typical risk"), "choice", required=False, offered=choices.typical_for, part=JUDGING,
        shown_for=("method", "typical"),
        why=_("Product default, already judged; look whether it fits. Colour, accident and measures are taken over")),
    Ask("ls_likelihood", _("L×S: likelihood"), "choice", required=False, choices=choices.likelihood_ls, part=JUDGING,
        shown_for=("method", "ls")),
    Ask("ls_severity", _("L×S: severity"), "choice", required=False, choices=choices.severity_ls, part=JUDGING,
        shown_for=("method", "ls")),
    Ask("lec_likelihood", _("LEC: likelihood"), "choice", required=False, choices=choices.likelihood_lec,
        part=JUDGING, shown_for=("method", "lec")),
    Ask("lec_exposure", _("LEC: exposure"), "choice", required=False, choices=choices.exposure_lec, part=JUDGING,
        shown_for=("method", "lec")),
    Ask("lec_consequence", _("LEC: consequence"), "choice", required=False, choices=choices.consequence_lec,
        part=JUDGING, shown_for=("method", "lec")),
    Ask("substances", _("Substances of the installation"), "rows", required=False, part=JUDGING, rows=(
        Ask("substance", _("Substance"), "choice", choices=choices.substances_for),
        Ask("tonnes", _("Tonnes"), "decimal"),
    ), why=_("Only for GB 18218: the largest quantity that can be there"), shown_for=("method", "installation")),
    Ask("exposed", _("Persons within 500 m"), "number", required=False, part=JUDGING,
        shown_for=("method", "installation")),
    Ask("colour", _("Colour"), "choice", required=False, choices=choices.colours_for, part=JUDGING,
        why=_("Only where it is judged directly; otherwise the method gives it"), shown_for=("method", "direct")),
    Ask("reason", _("Reason"), "text", required=False, part=JUDGING, why=_("Needed where it is judged directly"),
        shown_for=("method", "direct")),
)  # fmt: skip


def bands(*, act: Act, method: str) -> dict[str, int]:
    """From which value on which colour, as in force today."""
    return dict(act.pack.parameters.value(key=f"risk.{method}_bands", on=act.today).value)


def judged(*, answers: Mapping[str, Any], act: Act) -> dict[str, Any]:
    """The columns that a judgement gives. Raises CannotJudge naming the answer that is missing or wrong."""
    method = answers["method"]
    found: dict[str, Any] = {
        "method": method,
        "value": None,
        "explanation": "",
        "grade": None,
        "is_installation": False,
    }
    if method == "typical":
        typical = choices.typical_named(key=answers.get("typical") or "")
        if typical is None:
            raise risks.CannotJudge(field="typical", given="")
        return found | {"colour": typical.colour, "explanation": f"典型风险：{typical.name.zh}", "typical": typical}
    if method == "direct":
        for name in ("colour", "reason"):
            if not answers.get(name):
                raise risks.CannotJudge(field=name, given="")
        return found | {"colour": answers["colour"], "explanation": answers["reason"]}
    if method == "installation":
        return found | _installation(answers=answers, act=act)
    methods: Any = getattr(risk_methods(), method)
    names = ("likelihood", "exposure", "consequence") if method == "lec" else ("likelihood", "severity")
    factors = {name: choices.decimal_of(answers.get(f"{method}_{name}")) for name in names}
    scales = {name: [step.value for step in getattr(methods, name)] for name in names}
    judge = risks.judge_lec if method == "lec" else risks.judge_ls
    try:
        result = judge(factors=factors, scales=scales, bands=bands(act=act, method=method))
    except risks.CannotJudge as wrong:
        raise risks.CannotJudge(field=f"{method}_{wrong.field}", given=wrong.given) from None
    return found | {"colour": result.colour, "value": result.value, "explanation": result.explanation}


def _installation(*, answers: Mapping[str, Any], act: Act) -> dict[str, Any]:
    """The grade of a major hazard installation; the parameter gives the colour of each, what is none is yellow."""
    data = risk_methods().installations
    known = {one.key: one for one in data.substances}
    held = []
    for row in answers.get("substances") or ():
        one = known.get(row["substance"])
        tonnes = Decimal(str(row["tonnes"]))
        name, threshold = (one.zh, one.tonnes) if one else (row["substance"], None)
        held.append(risks.Held(name, tonnes, threshold, one.beta if one else Decimal(1)))
    result = risks.grade_installation(
        held=held, exposed=answers.get("exposed") or 0, alphas=[(one.least, one.alpha) for one in data.exposed],
        grades=[(one.least, one.grade) for one in data.grades],
    )  # fmt: skip
    # An empty answer is not nobody: the factor of nobody is the lowest of the standard.
    if answers.get("exposed") is None:
        raise risks.CannotJudge(field="exposed", given="")
    named = dict(act.pack.parameters.value(key="risk.installation_colours", on=act.today).value)
    colours = {int(grade): colour for grade, colour in named.items()}
    colour = colours[result.grade] if result.grade is not None else "yellow"
    return {
        "colour": colour, "value": result.r.quantize(Decimal("0.01")), "explanation": result.explanation,
        "grade": result.grade, "is_installation": result.is_major,
    }  # fmt: skip


def can_be_judged(doing: Doing) -> Refusal | None:
    """The answers that the chosen method needs are there and stand on its scale."""
    try:
        judged(answers=doing.answers, act=doing.act)
    except risks.CannotJudge as wrong:
        field = "substances" if wrong.field in ("substance", "tonnes") else wrong.field
        text = {
            "tonnes": gettext("A quantity must be more than zero; %(given)s is not."),
            "substance": gettext("For “%(given)s” no threshold is known; choose one of the substances offered."),
        }.get(wrong.field, gettext("The chosen method needs this answer."))
        return Refusal(field, text % {"given": wrong.given})
    return None


def keep_judgement(doing: Doing) -> None:
    """Write colour, value and explanation to the record at hand; a typical risk brings its accident and measures."""
    point, found = doing.record, judged(answers=doing.answers, act=doing.act)
    typical = found.pop("typical", None)
    for name, value in found.items():
        setattr(point, name, value)
    point.judged_on = doing.act.today
    if typical is not None:
        point.kind = typical.kind
        point.accident = point.accident or typical.accident
        point.engineering = point.engineering or typical.measures
    days = check_days(act=doing.act, colour=point.colour)
    point.next_check = risks.next_check(checked_on=point.checked_on or doing.act.today, days=days)
    if point.watcher_id and point.colour not in risks.HIGH:
        point.watcher = None


def check_days(*, act: Act, colour: str) -> int:
    """How often a point of that colour is looked at."""
    return int(dict(act.pack.parameters.value(key="risk.check_days", on=act.today).value)[colour])


def owe_what_follows(doing: Doing) -> None:
    """What a point makes others owe as it stands: control, checks of what is high, a leader of the public side."""
    point = doing.record
    what, reference = point.told[:200], (point.record_type(), point.pk)
    if not point.controlled:
        doing.owed.append(Owed("risk.to_control", point.unit, what, None, *reference))
    if point.colour in risks.HIGH:
        doing.owed.append(Owed("risk.to_check", point.unit, what, point.next_check, *reference))
        body = watching.watching_body(unit=point.unit, colour=point.colour)
        if point.watcher_id is None and body is not None:
            doing.owed.append(Owed("risk.to_watch", body, what, None, *reference))


def let_go(doing: Doing) -> None:
    """What was owed for the point as it stood before lapses."""
    point = doing.record
    bodies = [watching.watching_body(unit=point.unit, colour=colour) for colour in risks.HIGH]
    units = {point.unit_id, *(body.pk for body in bodies if body)}
    release(record_type=point.record_type(), records=[point.pk], units=sorted(units))
