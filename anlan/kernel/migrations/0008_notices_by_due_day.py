"""提醒: a notice says for which due day it was, so that a day that moved is reminded of anew."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0007_papers")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="notice", name="noticed_once_a_rung"),
        migrations.AddField(model_name="notice", name="due_day", field=models.DateField(null=True)),
        migrations.RunSQL(
            "UPDATE kernel_notice SET due_day = (SELECT due_day FROM kernel_obligation "
            "WHERE kernel_obligation.id = kernel_notice.obligation_id)",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(model_name="notice", name="due_day", field=models.DateField()),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("obligation", "rung", "due_day"), name="noticed_once_a_rung"),
        ),
    ]
