"""Reads a lake with PyIceberg: one line of JSON in, one line of JSON out.

Texts are canonical as in dialect.ts, so that the checksums of all engines can be compared.
"""

import hashlib
import json
import os
import sys

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyiceberg.catalog import load_catalog
from pyiceberg.expressions import (
    AlwaysTrue,
    And,
    EqualTo,
    GreaterThan,
    GreaterThanOrEqual,
    IsNull,
    LessThan,
    LessThanOrEqual,
    NotNull,
)

# Answers alone go to stdout; what libraries print goes to the log.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

SEPARATOR, NULL_ELEMENT, NULL_COLUMN = "\x01", "\x02", "\x03"
COMPARE = {"=": EqualTo, "<": LessThan, ">": GreaterThan, "<=": LessThanOrEqual, ">=": GreaterThanOrEqual}
CONSTANT = {
    "string": str,
    "int": int,
    "long": int,
    "double": float,
    "boolean": lambda text: text == "true",
    "timestamptz": lambda text: text.replace(" ", "T") + "+00:00",
}

catalog = load_catalog("levee", type="rest", uri=sys.argv[1])


def load(table):
    return catalog.load_table(("levee", table))


def expression(comparisons):
    result = AlwaysTrue()
    for comparison in comparisons:
        name = ".".join(step["name"] for step in comparison["leaf"]["path"])
        op = comparison["op"]
        if op == "is null":
            part = IsNull(name)
        elif op == "is not null":
            part = NotNull(name)
        else:
            part = COMPARE[op](name, CONSTANT[comparison["leaf"]["type"]](comparison["value"]))
        result = And(result, part)
    return result


def text(values, kind):
    """Canonical text of primitive values."""
    if kind == "timestamptz":
        return values.cast(pa.timestamp("us", "UTC")).cast(pa.int64()).cast(pa.string())
    if kind == "double":
        valid = values.is_valid()
        numbers = pc.fill_null(values, 0.0).to_numpy(zero_copy_only=False)
        bits = pa.array(numbers.view(np.int64)).cast(pa.string())
        texts = pc.if_else(pa.array(np.isnan(numbers)), "NaN", bits)
        return pc.if_else(valid, texts, pa.scalar(None, pa.string()))
    return values.cast(pa.string())


def entries(values, into):
    """Elements, keys or values of lists and maps: their lengths per list, and all of them one after the other."""
    if into == "element":
        return pc.list_value_length(values), pc.list_flatten(values)
    kind = values.type
    pairs = values.cast(pa.list_(pa.struct([pa.field("key", kind.key_type), pa.field("value", kind.item_type)])))
    return pc.list_value_length(pairs), pc.struct_field(pc.list_flatten(pairs), into)


def leaf_text(batch, leaf):
    """The canonical text of a leaf per row."""
    steps = leaf["path"]
    values = batch.column(steps[0]["name"])
    offsets, valid = None, None
    for step in steps[1:]:
        if step["into"] == "field":
            values = pc.struct_field(values, step["name"])
            continue
        lengths, values_inside = entries(values, step["into"])
        ends = np.concatenate([[0], np.cumsum(pc.fill_null(lengths, 0).to_numpy(zero_copy_only=False))])
        if offsets is None:
            offsets, valid = ends, values.is_valid()
        else:
            offsets = ends[offsets]
        values = values_inside
    texts = text(values, leaf["type"])
    if offsets is None:
        return texts
    filled = pc.fill_null(texts, NULL_ELEMENT).cast(pa.string())
    rows = pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), filled)
    joined = pc.binary_join(rows, SEPARATOR)
    # PyIceberg reads a null list of structs as an empty one, but only in files that have the column: make it so in all.
    in_structs = any(a["into"] == "element" and b["into"] == "field" for a, b in zip(steps, steps[1:]))
    return joined if in_structs else pc.if_else(valid, joined, pa.scalar(None, pa.string()))


class Sum:
    """A checksum that grows batch by batch."""

    def __init__(self):
        self.count, self.characters, self.digest, self.least, self.greatest = 0, 0, 0, None, None

    def add(self, texts):
        counts = pc.value_counts(texts.drop_null())
        if len(counts) == 0:
            return
        values, times = counts.field("values"), counts.field("counts").to_pylist()
        self.count += sum(times)
        for value, length, n in zip(values.to_pylist(), pc.utf8_length(values).to_pylist(), times):
            self.characters += length * n
            self.digest += int(hashlib.md5(value.encode(), usedforsecurity=False).hexdigest()[:10], 16) * n
        extremes = pc.min_max(values.cast(pa.binary())).as_py()
        least, greatest = extremes["min"], extremes["max"]
        self.least = least if self.least is None else min(self.least, least)
        self.greatest = greatest if self.greatest is None else max(self.greatest, greatest)

    def answer(self):
        return {
            "count": str(self.count),
            "characters": str(self.characters),
            "least": None if self.least is None else self.least.decode(),
            "greatest": None if self.greatest is None else self.greatest.decode(),
            "digest": str(self.digest),
        }


def batches(table, columns=("*",)):
    for batch in load(table).scan(selected_fields=columns).to_arrow_batch_reader():
        if batch.num_rows > 0:
            yield batch


def checksums(question):
    leaves = question["leaves"]
    sums, rows = [Sum() for _ in leaves], Sum()
    for batch in batches(question["table"]):
        texts = [leaf_text(batch, leaf) for leaf in leaves]
        for total, values in zip(sums, texts):
            total.add(values)
        rows.add(pc.binary_join_element_wise(*[pc.fill_null(t, NULL_COLUMN) for t in texts], SEPARATOR))
    return [total.answer() for total in [*sums, rows]]


def per_day(question):
    days = {}
    for batch in batches(question["table"], ("event_time",)):
        micros = batch.column("event_time").cast(pa.timestamp("us", "UTC")).cast(pa.int64())
        for item in pc.value_counts(pa.array([None if m is None else m // 86_400_000_000 for m in micros.to_pylist()])):
            day = item["values"].as_py()
            days[day] = days.get(day, 0) + item["counts"].as_py()
    name = lambda day: "null" if day is None else str(np.datetime64(0, "D") + day)
    return sorted(f"{name(day)} {count}" for day, count in days.items())


def counts(question):
    table = load(question["table"])
    return [table.scan(row_filter=expression(f)).count() for f in question["filters"]]


def counted(question):
    scan = load(question["table"]).scan(row_filter=expression(question["filter"]))
    return {"rows": scan.count(), "files": len(list(scan.plan_files()))}


def snapshots(question):
    table = load(question["table"])
    rows = lambda one: table.scan(snapshot_id=one.snapshot_id, selected_fields=("event_time",)).to_arrow().num_rows
    return [f"{one.snapshot_id} {rows(one)}" for one in table.snapshots()]


def records_of_files(question):
    table = load(question["table"])
    return 0 if table.current_snapshot() is None else sum(table.inspect.data_files()["record_count"].to_pylist())


METADATA = ("snapshots", "entries", "refs", "partitions", "manifests", "metadata_log_entries", "history", "files",
            "data_files", "delete_files", "all_manifests", "all_files", "all_data_files", "all_delete_files")


def open_metadata(question):
    """Names the metadata tables that can't be read. A table without snapshot has none but its history."""
    table = load(question["table"])
    problems = []
    for kind in METADATA if table.current_snapshot() else ("snapshots", "history"):
        try:
            getattr(table.inspect, kind)()
        except Exception as error:
            problems.append(f"{kind}: {type(error).__name__}: {error}")
    return problems


def columns(question):
    return json.loads(load(question["table"]).schema().model_dump_json())["fields"]


def tables(_):
    return sorted(name for _, name in catalog.list_tables("levee"))


def views(_):
    return sorted(name for _, name in catalog.list_views("levee"))


ANSWERS = {
    "checksums": checksums,
    "perDay": per_day,
    "counts": counts,
    "counted": counted,
    "snapshots": snapshots,
    "recordsOfFiles": records_of_files,
    "openMetadata": open_metadata,
    "columns": columns,
    "tables": tables,
    "views": views,
}

for line in sys.stdin:
    asked = json.loads(line)
    try:
        said = {"answer": ANSWERS[asked["op"]](asked)}
    except Exception as error:  # whatever it is, the runner reports it as a failed check
        said = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(said), file=answers, flush=True)
