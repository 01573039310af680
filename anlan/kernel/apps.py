"""The kernel as a Django application."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Holds the models of people, ledger and obligations, with the custom user model in its first migration."""

    name = "anlan.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
