"""督办: a notice says whom its rung told; a duty says what the last sweep could not do for it."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0009_periods_that_events_are_about")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="duty",
            name="failing",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="notice",
            name="to",
            field=models.CharField(blank=True, db_default="", default="", max_length=16),
        ),
    ]
