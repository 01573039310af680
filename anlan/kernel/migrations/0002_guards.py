"""Once installed the triggers that keep ledger and obligations from being rewritten.

They name columns that later migrations add, so no migration can install them: ``anlan`` does, after every migration.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = []
