"""Search by part of a name in lists of a million rows: an index of trigrams in the database itself.

PostgreSQL has them in its extension pg_trgm, SQLite in the tokenizer of FTS5. Both answer parts of three characters and
more; shorter parts are so frequent in Chinese names that reading along the list finds a page of them soon. Where the
server does not allow the extension, search works all the same, by reading.

SQLite loses triggers when a migration rebuilds a table, so the index is laid at every start, like the guards.
"""

from __future__ import annotations

import structlog
from django.db import DatabaseError, connection, models, transaction
from django.db.models.expressions import RawSQL

log = structlog.get_logger(__name__)
SHORTEST = 3


def containing(*, rows: models.QuerySet, column: str, text: str) -> models.QuerySet:
    """The rows whose column contains the text."""
    table = _table(model=rows.model, column=column)
    if connection.vendor != "sqlite" or len(text) < SHORTEST or not _exists(table=table):
        return rows.filter(**{f"{column}__contains": text})
    # A text in quotation marks is a phrase: nothing in it is an operator.
    phrase = '"' + text.replace('"', '""') + '"'
    return rows.filter(pk__in=RawSQL(f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [phrase]))


def install(*, model: type[models.Model], column: str) -> None:
    """Lay the index of one column, if it is not there; what it lost is filled in."""
    if connection.vendor == "postgresql":
        _install_on_postgresql(model=model, column=column)
    else:
        _install_on_sqlite(model=model, column=column)


def _table(*, model: type[models.Model], column: str) -> str:
    return f"{model._meta.db_table}_{column}_trigrams"


def _exists(*, table: str) -> bool:
    with connection.cursor() as cursor:
        return table in connection.introspection.table_names(cursor)


def _install_on_postgresql(*, model: type[models.Model], column: str) -> None:
    table = model._meta.db_table
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            name = _table(model=model, column=column)
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin ({column} gin_trgm_ops)")
    except DatabaseError as error:
        log.warning("no_trigrams", table=table, column=column, reason=str(error))


def _install_on_sqlite(*, model: type[models.Model], column: str) -> None:
    source, table = model._meta.db_table, _table(model=model, column=column)
    new, old = f"new.id, new.{column}", f"'delete', old.id, old.{column}"
    remove = f"INSERT INTO {table}({table}, rowid, {column}) VALUES ({old});"
    add = f"INSERT INTO {table}(rowid, {column}) VALUES ({new});"
    actions = {
        "added": f"AFTER INSERT ON {source} BEGIN {add} END",
        "removed": f"AFTER DELETE ON {source} BEGIN {remove} END",
        "changed": f"AFTER UPDATE OF {column} ON {source} BEGIN {remove} {add} END",
    }
    present = _exists(table=table)
    with transaction.atomic(), connection.cursor() as cursor:
        if not present:
            cursor.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5"
                f"({column}, content='{source}', content_rowid='id', tokenize='trigram')"
            )
        lost = False
        for name, action in actions.items():
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = %s", [f"{table}_{name}"]
            )
            if not cursor.fetchone()[0]:
                lost = True
                cursor.execute(f"CREATE TRIGGER {table}_{name} {action}")
        if lost:
            # What was written while a trigger was missing is not in the index.
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")
