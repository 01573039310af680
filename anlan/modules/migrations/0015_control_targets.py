import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0008_notices_by_due_day"),
        ("modules", "0014_facts_that_follow"),
    ]

    operations = [
        migrations.CreateModel(
            name="ControlTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.BigIntegerField(db_index=True)),
                ("state", models.CharField(max_length=24)),
                ("submission", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("created_at", models.DateTimeField()),
                ("year", models.PositiveSmallIntegerField(verbose_name="Year")),
                ("ends_on", models.DateField()),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=4, max_digits=10, verbose_name="Most deaths per 100 million yuan of GDP"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="Source")),
            ],
        ),
        migrations.AlterField(
            model_name="yearfigures",
            name="gdp",
            field=models.DecimalField(
                decimal_places=4, max_digits=12, null=True, verbose_name="GDP (100 million yuan)"
            ),
        ),
        migrations.AddField(
            model_name="controltarget",
            name="line",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.line"),
        ),
        migrations.AddField(
            model_name="controltarget",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.unit"),
        ),
        migrations.AddIndex(
            model_name="controltarget",
            index=models.Index(fields=["ends_on", "id"], name="control_target_by_year"),
        ),
        migrations.AddConstraint(
            model_name="controltarget",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("unit", "year"),
                name="control_target_once_per_year",
            ),
        ),
    ]
