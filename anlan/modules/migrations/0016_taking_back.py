from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0008_notices_by_due_day"),
        ("modules", "0015_control_targets"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="tenurereport",
            name="tenure_reported_once",
        ),
        migrations.AddField(
            model_name="task",
            name="entered_late",
            field=models.CharField(blank=True, max_length=200, verbose_name="Entered after its day because"),
        ),
        migrations.AddField(
            model_name="tenurereport",
            name="occasion",
            field=models.CharField(default="leaving", max_length=16, verbose_name="Occasion"),
        ),
        migrations.AddConstraint(
            model_name="tenurereport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("occasion", "leaving"), models.Q(("state", "withdrawn"), _negated=True)),
                fields=("appointment",),
                name="tenure_left_with_one_report",
            ),
        ),
        migrations.AddConstraint(
            model_name="tenurereport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("appointment", "reported_on"),
                name="tenure_reported_once_a_day",
            ),
        ),
    ]
