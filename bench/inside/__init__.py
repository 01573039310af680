"""The process that works inside one database; its models can be imported once Django is set up here."""

import django

django.setup()
