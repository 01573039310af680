"""The modules as a Django application; at start-up they hand their declarations to the kernel."""

from django.apps import AppConfig


class ModulesConfig(AppConfig):
    """Hands the explicit list of modules to the kernel and refuses to start on a citation that the pack lacks."""

    name = "anlan.modules"
    label = "modules"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare all modules once their models are loaded."""
        from anlan.kernel.declared import DECLARED  # noqa: PLC0415 (models exist only when the registry is ready)
        from anlan.modules.models import INTAKES, MODULES  # noqa: PLC0415

        DECLARED.declare(modules=MODULES, intakes=INTAKES)
