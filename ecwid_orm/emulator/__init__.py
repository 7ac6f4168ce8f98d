"""A stateful Ecwid on SQLite, spoken to over HTTP or in-process WSGI."""
