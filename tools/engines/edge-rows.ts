import { ident, literal } from '../../core/src/port/index.ts';

/** SQL expressions of a row of `edge_values`; what is left out is null. */
interface ValueRow {
  readonly event_time?: string;
  readonly s?: string;
  readonly n?: string;
  readonly i?: string;
  readonly d?: string;
  readonly b?: string;
  readonly request?: string;
  readonly ips?: string;
  readonly headers?: string;
  readonly deep?: string;
  readonly extra?: string;
  readonly odd?: string;
}

const at = (text: string): string => `TIMESTAMPTZ ${literal(text)}`;

/** Each row is a trap: in bounds, in encodings, or in how null and empty differ. */
const VALUE_ROWS: readonly ValueRow[] = [
  {
    event_time: at('2023-11-14 22:13:20.999999+00'),
    s: `'/api/v1/items/99999-and-more'`,
    n: '9223372036854775807',
    i: '2147483647',
    d: '1.5',
    b: 'true',
    request: `{uri: '/api/v1/items/99999-and-more', 'inner': {size: 9007199254740993}}`,
    ips: `['192.0.2.1', NULL, '2001:db8::1']`,
    headers: `[{name: 'Host', value: 'example.com'}, {name: 'X', value: NULL}, NULL]`,
    deep: `[{k: 'a', vs: [1, NULL, 3], m: MAP {'p': 'q', 'r': NULL}}, {k: NULL, vs: NULL, m: NULL}]`,
    extra: `MAP {'new': '1', 'old': NULL}`,
    odd: `'Mozilla/5.0'`,
  },
  {
    event_time: at('2023-11-14 22:13:20.999998+00'),
    s: `'/api/v1/items/99999'`,
    n: '9007199254740993',
    d: `'-0.0'`,
  },
  // The last microsecond before 1970: day -1, not 0.
  {
    event_time: at('1969-12-31 23:59:59.999999+00'),
    s: `repeat('😀', 30)`,
    n: '-9223372036854775808',
    i: '-2147483648',
    d: `'nan'`,
    b: 'false',
  },
  {
    event_time: at('1970-01-01 00:00:00+00'),
    s: `repeat(chr(1114111), 20)`,
    n: '0',
    d: `'inf'`,
    request: `{uri: NULL, 'inner': NULL}`,
  },
  {
    event_time: at('2023-11-14 00:00:00+00'),
    s: `'Ωmega' || chr(10) || 'x'`,
    d: `'-inf'`,
    ips: '[]',
    headers: '[]',
    deep: '[]',
    extra: 'MAP {}',
  },
  // U+D7FF is the last before the surrogates: incremented it must become U+E000.
  {
    event_time: at('2023-11-14 12:00:00.000001+00'),
    s: `repeat('a', 15) || chr(55295) || 'zz'`,
    d: '1e300',
    request: `{uri: '', 'inner': {size: NULL}}`,
  },
  { event_time: at('2023-11-15 00:00:00+00'), s: `repeat('a', 15) || chr(1114111) || 'zz'`, d: '5e-324' },
  { event_time: at('2023-11-15 23:59:59.999999+00'), s: `''`, d: '0.0', ips: `['']`, odd: `''` },
  {
    event_time: at('2024-02-29 12:00:00+00'),
    s: `'exactly 16 chars'`,
    request: `{uri: 'it''s "quoted" \\ %_', 'inner': {size: -1}}`,
  },
  {
    event_time: at('2024-02-29 12:00:00+00'),
    s: `'exactly 16 chars'`,
    request: `{uri: 'it''s "quoted" \\ %_', 'inner': {size: -1}}`,
  },
  { event_time: at('0001-01-01 00:00:00.000001+00'), s: `chr(65533) || chr(8238) || 'x'` },
  { event_time: at('9999-12-31 23:59:59.999999+00'), s: `'z'`, odd: `chr(127) || chr(1) || 'control'` },
  // Without event_time: the null partition.
  { s: `'no time'` },
  {},
];

export const VALUE_ROW_COUNT = VALUE_ROWS.length;

const OBJECT = 'file:///logs/values.gz';

/** Columns of `edge_values` in SQL: member of the row, type, name. */
const COLUMNS: readonly (readonly [member: keyof ValueRow, type: string, name?: string])[] = [
  ['event_time', 'TIMESTAMPTZ'],
  ['s', 'VARCHAR'],
  ['n', 'BIGINT'],
  ['i', 'INTEGER'],
  ['d', 'DOUBLE'],
  ['b', 'BOOLEAN'],
  ['request', 'STRUCT(uri VARCHAR, "inner" STRUCT(size BIGINT))'],
  ['ips', 'VARCHAR[]'],
  ['headers', 'STRUCT(name VARCHAR, value VARCHAR)[]'],
  ['deep', 'STRUCT(k VARCHAR, vs BIGINT[], m MAP(VARCHAR, VARCHAR))[]'],
  ['extra', 'MAP(VARCHAR, VARCHAR)'],
  ['odd', 'VARCHAR', 'cs(user-agent)'],
  ['odd', 'VARCHAR', 'x-forwarded-for'],
  ['odd', 'VARCHAR', 'a"b'],
];

/** A SELECT of the rows of `edge_values`, with their partition. */
export function valueRowsSql(): string {
  const rows = VALUE_ROWS.map((row) => {
    const columns = COLUMNS.map(
      ([member, type, name = member]) => `CAST(${row[member] ?? 'NULL'} AS ${type}) AS ${ident(name)}`,
    );
    return `SELECT ${columns.join(', ')}, ${literal(OBJECT)} AS source_object, CAST(NULL AS VARCHAR) AS nothing`;
  });
  return withPartition(rows.join(' UNION ALL '));
}

export const DOUBLE_ROW_COUNT = 1000;

/** A SELECT of the rows of `edge_doubles`: every other value is null. */
export function doubleRowsSql(): string {
  const half = (value: string): string => `CASE WHEN n % 2 = 0 THEN CAST(${value} AS DOUBLE) END`;
  return withPartition(
    `SELECT ${at('2024-06-01 00:00:00+00')} + to_seconds(n) AS event_time, ${literal(OBJECT)} AS source_object, ` +
      `${half('0.0')} AS zero, ${half('-1e0 * (n * 0e0)')} AS minus_zero, ${half('n % 4')} AS from_zero, ${half('-(n % 4)')} AS to_zero, ` +
      `${half('5')} AS five, CAST(0 AS DOUBLE) AS zero_without_null FROM range(${DOUBLE_ROW_COUNT}) AS r(n)`,
  );
}

/** What the rows of a plain table are like. */
export interface PlainRows {
  readonly object: string;
  readonly count: number;
  /** ISO time of the first row. */
  readonly from: string;
  /** Microseconds from row to row. */
  readonly stepMicros: number;
  /** Different client addresses, in turn. */
  readonly addresses?: number;
  /** More columns, SQL. */
  readonly more?: string;
  /** The struct, SQL; `n` is the row's number. */
  readonly request?: string;
}

/** A SELECT of rows that follow each other, with their partition. */
export function plainRowsSql({ object, count, from, stepMicros, ...rest }: PlainRows): string {
  const { addresses = 50, more = '', request = `{uri: '/item/' || (n * 7919 % 1000)}` } = rest;
  const time = `${at(from)} + to_microseconds(n * ${stepMicros})`;
  return withPartition(
    `SELECT ${time} AS event_time, ${literal(object)} AS source_object, ` +
      `'198.51.' || (n * 7919 % ${addresses} // 250) || '.' || (n * 7919 % ${addresses} % 250) AS client_ip, ` +
      `n * n AS size, ${request} AS request, strftime(${time}, '%d') AS day${more} FROM range(${count}) AS r(n)`,
  );
}

const withPartition = (select: string): string =>
  `SELECT *, strftime(event_time, '%Y-%m-%d') AS event_day FROM (${select})`;
