"""日志: one JSON line per event on standard error.

A line carries ids only: no names, no query strings, no addresses of visitors, and of an exception its type
and places in the program but not its text, which may quote what somebody typed.
"""

from __future__ import annotations

from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger


def configure() -> dict[str, Any]:
    """Set up structlog and return Django's LOGGING: everything ends in one handler."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    traceback = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    json_lines = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*shared, structlog.stdlib.PositionalArgumentsFormatter()],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(traceback),
            without_values,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    }
    quiet = {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": json_lines},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            # The request log says the same, with the request's id and without the exception's text.
            "django.request": quiet,
            "django.server": quiet,
        },
    }


def for_server() -> dict[str, Any]:
    """The same for the server's own processes, without its lines about starting and stopping."""
    config = configure()
    config["loggers"]["_granian"] = {"handlers": ["stderr"], "level": "ERROR", "propagate": False}
    return config


def without_values(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Keep type and places of an exception and drop its text, for itself and for what it was raised from."""
    stacks = event.get("exception")
    if isinstance(stacks, list):
        event["exception"] = [_bare(stack) for stack in stacks]
    return event


def _bare(stack: dict[str, Any]) -> dict[str, Any]:
    bare = {
        "type": stack["exc_type"],
        "at": [f"{frame['filename']}:{frame['lineno']} {frame['name']}" for frame in stack["frames"]],
    }
    inner = [_bare(part) for group in stack.get("exceptions", ()) for part in group]
    return bare | ({"exceptions": inner} if inner else {})
