"""Uploads are kept for a while, so that an import can be looked into, and then deleted."""

from django.conf import settings

from initiatives.models import ImportFile, ImportRun


def delete_old_files() -> int:
    """Delete the files of imports that nobody touched for `IMPORT_KEEP_DAYS`, and return how many."""
    days = settings.IMPORT_KEEP_DAYS
    old = ImportRun.objects.all().with_old_files(days)
    return sum(forget_file(file) for file in ImportFile.objects.filter(run__in=old).exclude(file=""))


def forget_file(file: ImportFile) -> bool:
    """Delete what was uploaded; the row stays and says what it was called."""
    if not file.file:
        return False
    file.file.delete(save=False)
    file.file = ""
    file.save(update_fields=["file"])
    return True
