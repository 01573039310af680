"""What follows from registers that were kept before: units for each patroller, and power lists that are published."""

import datetime as dt

from django.db import migrations
from django.db.models import F


def units_for_each_patroller(apps, schema_editor):
    """Of every version in which anybody patrols."""
    facts = apps.get_model("modules", "PublicUnitFacts").objects.filter(patrollers__gt=0)
    facts.update(units_per_patroller=(F("units_to_supervise") + F("patrollers") - 1) / F("patrollers"))


def days_of_replacement(apps, schema_editor):
    """As the ledger has them."""
    event = apps.get_model("kernel", "Event")
    for plan in apps.get_model("modules", "Plan").objects.filter(state="replaced", replaced_on=None):
        told = (
            event.objects.filter(record_type="plan", record_id=plan.pk, kind="plan.replaced").order_by("-seq").first()
        )
        plan.replaced_on = told.occurred_on if told else plan.adopted_on
        plan.save(update_fields=["replaced_on"])


def lists_that_are_published(apps, schema_editor):
    """A unit's present version says whether a published list is in force; one that was only ticked is not."""
    facts = apps.get_model("modules", "PublicUnitFacts")
    plans = apps.get_model("modules", "Plan").objects.filter(
        kind="power_list", state__in=("adopted", "published"), published_on__isnull=False
    )
    published = {}
    for plan in plans.order_by("-published_on"):
        published[plan.unit_id] = plan.published_on
    for version in facts.objects.filter(valid_to=None).filter(unit__in=published, power_list=False):
        _replace(version, day=max(version.valid_from, published[version.unit_id]), power_list=True)
    # A tick without a list is good until the last day that this ledger has seen.
    head = apps.get_model("kernel", "LedgerHead").objects.first()
    seen = head.recorded_at.date() if head and head.recorded_at else dt.date.min
    for version in facts.objects.filter(valid_to=None, power_list=True).exclude(unit__in=published):
        _replace(version, day=max(version.valid_from, seen), power_list=False)


def _replace(version, *, day, power_list):
    """Versions are added, never edited, so that the next sweep sees them."""
    type(version).objects.filter(pk=version.pk).update(valid_to=day)
    version.pk, version.valid_from, version.power_list = None, day, power_list
    version.source = "规划计划与清单：权责清单"
    version.save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0008_notices_by_due_day"),
        ("modules", "0013_corrected_returns"),
    ]

    operations = [
        migrations.RunPython(units_for_each_patroller, migrations.RunPython.noop),
        migrations.RunPython(days_of_replacement, migrations.RunPython.noop),
        migrations.RunPython(lists_that_are_published, migrations.RunPython.noop),
    ]
