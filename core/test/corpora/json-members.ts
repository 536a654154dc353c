/** A row's value as the engine gives it: maps are lists of `{ key, value }`. */
type Row = Readonly<Record<string, unknown>>;

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Text of a scalar. */
export const scalarText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

/**
 * Members of a record that its row has lost or changed: each must be in the column of its lower-case name, or in
 * `extra` under its own path. Knows nothing of the format's declaration: what `JSON.parse` sees is the truth.
 */
export function lostMembers(record: JsonObject, row: Row): string[] {
  const extra = new Map(
    ((row['extra'] ?? []) as { key: string; value: string }[]).map(({ key, value }) => [key, value]),
  );
  return lostIn({ record, columns: row, path: '', extra });
}

interface Place {
  readonly record: JsonObject;
  readonly columns: Row;
  readonly path: string;
  readonly extra: ReadonlyMap<string, string>;
}

function lostIn({ record, columns, path, extra }: Place): string[] {
  return Object.entries(record).flatMap(([key, value]) => {
    const at = path + key;
    const column = columns[key.toLowerCase()];
    if (extra.has(at)) return isSame(value, extra.get(at)) ? [] : [`${at} in extra`];
    return lostValue(value, column, { at, extra });
  });
}

function lostValue(value: unknown, column: unknown, where: { at: string; extra: Place['extra'] }): string[] {
  const { at, extra } = where;
  if (isObject(value) && isObject(column))
    return lostIn({ record: value, columns: column, path: `${at}.`, extra });
  if (Array.isArray(value) && Array.isArray(column))
    return value.length === column.length
      ? value.flatMap((item, index) => lostValue(item, column[index], { at: `${at}[${index}]`, extra }))
      : [`${at} has another length`];
  return isSame(value, column) ? [] : [at];
}

/** A text equals itself (in a column of JSON text with its quotes), a number its digits, an object its JSON text. */
function isSame(value: unknown, column: unknown): boolean {
  if (value === null || column === null || column === undefined)
    return value === null && (column ?? null) === null;
  if (typeof value === 'object')
    return typeof column === 'string' && JSON.stringify(JSON.parse(column)) === JSON.stringify(value);
  return (
    [scalarText(value), JSON.stringify(value)].includes(scalarText(column)) ||
    (typeof value === 'number' && Number(column) === value)
  );
}
