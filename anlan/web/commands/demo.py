"""``anlan demo``: fills an empty database with the demonstration and prints its accounts, without serving."""

from __future__ import annotations

from argparse import Namespace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.web.command import Command
from anlan.web.setup import prepare


def run(arguments: Namespace) -> int:
    """Fill the database once; later calls only name the accounts."""
    accounts = prepare(demo=True)
    width = max(len(account.username) for account in accounts)
    print(_("Demonstration accounts (all data is synthetic):"))
    for each in accounts:
        print(f"  {each.username:<{width}}  {each.password}  {each.post}")
    return 0


COMMAND = Command(
    run=run,
    summary=gettext_lazy("Fill an empty database with demonstration data and print its accounts"),
    about=gettext_lazy(
        "Then start it with “anlan serve --demo”. Running it again changes nothing and prints the accounts again."
    ),
)
