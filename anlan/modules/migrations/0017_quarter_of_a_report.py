from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0009_periods_that_events_are_about"),
        ("modules", "0016_taking_back"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="progressreport",
            name="progress_reported_once_a_day",
        ),
        migrations.AddConstraint(
            model_name="progressreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("unit", "reported_on", "period"),
                name="progress_reported_once_a_day",
            ),
        ),
    ]
