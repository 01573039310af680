"""The triggers that keep ledger and obligations from being rewritten; ``anlan`` reinstalls them after every migration."""

from typing import Any

from django.db import migrations

from anlan.kernel.ledger import guards


def install(_apps: Any, _schema_editor: Any) -> None:
    guards.install()


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
