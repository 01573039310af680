from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0008_notices_by_due_day"),
        ("modules", "0012_power_list_fact"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="establishment",
            name="establishment_once_per_day",
        ),
        migrations.RemoveConstraint(
            model_name="publicunitfacts",
            name="publicunitfacts_once_per_day",
        ),
        migrations.RemoveConstraint(
            model_name="publicunitfacts",
            name="publicunitfacts_not_empty",
        ),
        migrations.AddField(
            model_name="plan",
            name="replaced_on",
            field=models.DateField(null=True, verbose_name="Replaced on"),
        ),
        migrations.AddField(
            model_name="publicunitfacts",
            name="units_per_patroller",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="publicunitfacts",
            name="power_list",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="publicunitfacts",
            index=models.Index(fields=["unit", "valid_from"], name="public_unit_by_unit"),
        ),
        migrations.AddConstraint(
            model_name="establishment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("unit", "as_of"),
                name="establishment_once_per_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicunitfacts",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"),
                fields=("unit", "valid_from"),
                name="publicunitfacts_once_per_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicunitfacts",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                name="publicunitfacts_not_backwards",
            ),
        ),
        migrations.RemoveField(
            model_name="establishment",
            name="power_list",
        ),
    ]
