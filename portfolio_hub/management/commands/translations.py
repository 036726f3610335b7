"""Bring the translations up to the source and compile them; `--check` only says what is missing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portfolio_hub.lib import translations

SOURCE_LANGUAGE = "en"


class Command(BaseCommand):
    """Extract texts, complete the catalogues, compile them."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; fail when something is missing.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        for language, _name in settings.LANGUAGES:
            if not language.startswith(SOURCE_LANGUAGE):
                self._bring_up(language, check)

    def _bring_up(self, language: str, check: bool) -> None:
        catalog = translations.updated(settings.BASE_DIR, language)
        path = translations.po_path(settings.BASE_DIR, language)
        text, compiled = translations.po_text(catalog), translations.mo_bytes(catalog)
        compiled_path = path.with_suffix(".mo")
        missing = translations.gaps(catalog)
        if check:
            if missing:
                lines = "\n".join(f"  {gap.text[:90]!r}: {gap.problem}" for gap in missing[:40])
                raise CommandError(f"{language}: {len(missing)} texts need a hand:\n{lines}")
            is_current = path.exists() and path.read_bytes() == text
            if not is_current or not compiled_path.exists() or compiled_path.read_bytes() != compiled:
                raise CommandError(f"{language}: out of date; run `manage.py translations` and commit the result.")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            compiled_path.write_bytes(compiled)
        self.stdout.write(f"{language}: {len(catalog)} texts, {len(missing)} missing.")
