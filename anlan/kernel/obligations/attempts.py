"""What a sweep tries duty by duty: a duty that fails is logged and noted, and holds up no other one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from django.db import InterfaceError, OperationalError

from anlan.kernel.obligations.duty import Duty

log = structlog.get_logger(__name__)
LONGEST_REASON = 200


@dataclass
class Attempts:
    """The duties for which something could not be done, with the reason."""

    failed: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def at(self, *, duty: str, step: str) -> Iterator[None]:
        """One step for one duty. Whatever goes wrong is logged with its traceback and noted.

        A database that is gone or locked is no fault of the duty: that is raised.
        """
        try:
            yield
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            self.failed.setdefault(duty, f"{step}: {type(error).__name__}: {error}"[:LONGEST_REASON])
            log.exception("duty_failed", duty=duty, step=step)

    def keep(self, *, duties: Sequence[Duty]) -> None:
        """Write on each duty why it failed, for whoever watches over the installation, and that others do no longer."""
        well = [duty.pk for duty in duties if duty.failing and duty.key not in self.failed]
        if well:
            Duty.objects.filter(pk__in=well).update(failing="")
        for key, reason in self.failed.items():
            Duty.objects.filter(key=key).update(failing=reason)
