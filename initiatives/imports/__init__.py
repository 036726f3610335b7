"""Files on their way in: upload, matching of columns, preview of every problem, writing, undo."""
