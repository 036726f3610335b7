"""One-line logs: for people in development, JSON when `LOG_JSON` is set."""

import logging
import os

import structlog


def formatter() -> logging.Formatter:
    """Return the formatter named in `settings.LOGGING`."""
    wants_json = os.environ.get("LOG_JSON", "") not in ("", "0", "false")
    renderers: list[structlog.types.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if wants_json
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso"),
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
    )
