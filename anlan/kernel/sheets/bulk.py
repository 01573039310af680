"""批量写入: thousands of rows written by the database's fastest road. No article; a product rule.

PostgreSQL takes them by COPY, SQLite by one prepared statement for all rows. Neither runs ``save``: whoever calls has
checked the rows, and writes the ledger's entry in the same transaction.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, getcontext
from itertools import batched, chain
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, DecimalField, Field, ForeignKey, Model

from anlan.kernel.transactions import MANY

Rows = Iterable[Sequence[Any]]
BATCH = 5000
# Kinds of column whose Python values both drivers take as they are; any other value is prepared.
TAKEN_AS_THEY_ARE = frozenset(
    {
        "AutoField",
        "BigAutoField",
        "SmallAutoField",
        "IntegerField",
        "BigIntegerField",
        "SmallIntegerField",
        "PositiveIntegerField",
        "PositiveBigIntegerField",
        "PositiveSmallIntegerField",
        "BooleanField",
        "TextField",
        "CharField",
    }
)


def reserve_ids(*, model: type[Model], count: int) -> list[int]:
    """``count`` ids that no row of the model has and that nobody else will be given, in rising order.

    Rows of two tables that point to one another can so be written without reading anything back. On SQLite the caller
    must be inside a transaction, which is its write lock; an id whose row is not written in the end stays unused.
    """
    if count < 1:
        return []
    if not connection.in_atomic_block:
        raise RuntimeError("ids are reserved inside the transaction that writes their rows")
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [_quoted(table), column, count],
            )
            return sorted(number for (number,) in cursor.fetchall())
        cursor.execute(f"SELECT coalesce(max({_quoted(str(column))}), 0) FROM {_quoted(table)}")
        written = cursor.fetchone()[0]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        given = cursor.fetchone()
        first = max(written, given[0] if given else 0) + 1
        if given:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [first + count - 1, table])
        else:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first + count - 1])
    return list(range(first, first + count))


def fresh_uuids(*, count: int) -> Iterator[str]:
    """Random UUIDs (version 4) as text, as a ``UUIDField`` takes them here: one draw for all instead of one for each.

    Objects of ``uuid.UUID`` would be made and taken apart again, which takes longer than writing the row's other cells.
    """
    drawn = secrets.token_hex(16 * count)
    for first in range(0, len(drawn), 32):
        one = drawn[first : first + 32]
        yield f"{one[:12]}4{one[13:16]}a{one[17:]}"


def insert_many(*, model: type[Model], columns: Sequence[str], rows: Rows) -> int:
    """Write new rows and return how many. ``columns`` are names of fields (``unit`` or ``unit_id``), in rows' order.

    Fields that are not named take their default. Raises Django's IntegrityError, DataError and the like as ``save``
    does; the caller's transaction is then lost. Raises ValueError for a row of another length than ``columns``.
    """
    fields = [_field(model=model, name=name) for name in columns]
    constants = [(one, one.get_default()) for one in _others(model=model, than=fields)]
    constants = [(one, value) for one, value in constants if value is not None]
    names = ", ".join(_column(one) for one in (*fields, *(one for one, _value in constants)))
    extra = tuple(_converter(field=one)(value) for one, value in constants)
    prepared = _prepared(fields=fields, rows=rows, extra=extra)
    return _write(table=model._meta.db_table, names=names, width=len(fields) + len(extra), rows=prepared)


def update_many(*, model: type[Model], key: Sequence[str], columns: Sequence[str], rows: Rows) -> int:
    """Change ``columns`` of the rows found by ``key``, and return how many rows were found.

    Each row holds the values of ``key``, then those of ``columns``. They are staged in a temporary table, so that one
    statement changes all of them. Raises IntegrityError where two rows have the same key, or a key is empty.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return 0
    keys = [_field(model=model, name=name) for name in key]
    changed = [_field(model=model, name=name) for name in columns]
    table, staged = model._meta.db_table, f"staged_{secrets.token_hex(6)}"
    typed = ", ".join(f"{_column(one)} {_type_of(field=one)}" for one in (*keys, *changed))
    listed = ", ".join(_column(one) for one in keys)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {staged} ({typed}, PRIMARY KEY ({listed}))")
    names = ", ".join(_column(one) for one in (*keys, *changed))
    prepared = _prepared(fields=[*keys, *changed], rows=chain([first], rows), extra=())
    count = _write(table=staged, names=names, width=len(keys) + len(changed), rows=prepared)
    values = ", ".join(f"{_column(one)} = {staged}.{_column(one)}" for one in changed)
    found = " AND ".join(f"{_quoted(table)}.{_column(one)} = {staged}.{_column(one)}" for one in keys)
    with connection.cursor() as cursor:
        if count >= MANY and connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {staged}")
        cursor.execute(f"UPDATE {_quoted(table)} SET {values} FROM {staged} WHERE {found}")
        updated = cursor.rowcount
        cursor.execute(f"DROP TABLE {staged}")
    return int(updated)


def _write(*, table: str, names: str, width: int, rows: Iterator[tuple[Any, ...]]) -> int:
    count = 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {_quoted(table)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
                    count += 1
            return count
        marks = ", ".join(["%s"] * width)
        # Django keeps every row of one call until it ends.
        for batch in batched(rows, BATCH):
            cursor.executemany(f"INSERT INTO {_quoted(table)} ({names}) VALUES ({marks})", batch)
            count += len(batch)
    return count


def _prepared(*, fields: Sequence[Field[Any, Any]], rows: Rows, extra: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    converters = [(number, _converter(field=one)) for number, one in enumerate(fields) if _is_prepared(field=one)]
    width = len(fields)
    for row in rows:
        if len(row) != width:
            raise ValueError(f"a row of {len(row)} values for {width} columns")
        if not converters:
            yield (*row, *extra)
            continue
        values = list(row)
        for number, convert in converters:
            values[number] = convert(values[number])
        yield (*values, *extra)


# The driver of PostgreSQL knows these too.
TAKEN_BY_POSTGRESQL = TAKEN_AS_THEY_ARE | {"DateField", "DateTimeField", "DecimalField", "UUIDField"}
# What SQLite keeps of them. A field prepares the same, some ten times slower.
KEPT_BY_SQLITE: dict[str, Callable[[Any], Any]] = {
    "DateField": dt.date.isoformat,
    "UUIDField": lambda value: value.replace("-", "") if isinstance(value, str) else value.hex,
}


def _kind(field: Field[Any, Any]) -> str:
    """The kind of a column; foreign keys go by the key that they hold."""
    while isinstance(field, ForeignKey):
        field = field.target_field
    return field.get_internal_type()


def _is_prepared(*, field: Field[Any, Any]) -> bool:
    """Whether values are prepared before they are handed to the driver."""
    return _kind(field) not in (TAKEN_BY_POSTGRESQL if connection.vendor == "postgresql" else TAKEN_AS_THEY_ARE)


def _converter(*, field: Field[Any, Any]) -> Callable[[Any], Any]:
    prepare = KEPT_BY_SQLITE.get(_kind(field)) if connection.vendor == "sqlite" else None
    if prepare is not None:
        return lambda value: None if value is None else prepare(value)
    if isinstance(field, DecimalField) and connection.vendor == "sqlite":
        return _decimal(field)
    if _kind(field) == "DateTimeField":
        return _repeating(field)
    return lambda value: None if value is None else field.get_db_prep_save(value, connection)


def _decimal(field: DecimalField[Any, Any]) -> Callable[[Any], Any]:
    """As the field does it, with one context for all rows instead of a copy for each. Raises InvalidOperation too."""
    step, context = Decimal(1).scaleb(-field.decimal_places), getcontext().copy()
    context.prec = field.max_digits

    def prepared(value: Any) -> Any:
        if value.__class__ is Decimal and value.is_finite():
            return f"{value.quantize(step, context=context):f}"
        return None if value is None else field.get_db_prep_save(value, connection)

    return prepared


def _repeating(field: Field[Any, Any]) -> Callable[[Any], Any]:
    """A moment is mostly that of the row before: of the import, or of one due day."""
    before: list[Any] = [None, None]

    def prepared(value: Any) -> Any:
        if value is not None and value is not before[0]:
            before[:] = value, field.get_db_prep_save(value, connection)
        return None if value is None else before[1]

    return prepared


def _others(*, model: type[Model], than: Sequence[Field[Any, Any]]) -> list[Field[Any, Any]]:
    """The fields that only Django gives a default: ``save`` would write an empty text, the database takes none."""
    return [
        one
        for one in model._meta.concrete_fields
        if one not in than and one.db_default is NOT_PROVIDED and not one.primary_key and not one.generated
    ]


def _field(*, model: type[Model], name: str) -> Field[Any, Any]:
    for one in model._meta.concrete_fields:
        if name in (one.name, one.attname):
            return one
    raise ValueError(f"{model.__name__} has no column {name}")


def _type_of(*, field: Field[Any, Any]) -> str:
    """The type of a column without its constraints and without counting by itself."""
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _column(field: Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))
