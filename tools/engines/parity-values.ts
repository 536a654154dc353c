import * as fc from 'fast-check';
import { nameOf, sqlWords } from '../../core/src/query/sql-words.ts';
import type { Shape } from './parity-shape.ts';

/** A table that both engines get. */
export interface ParityTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly shape: Shape }[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

const ROWS = 60;
const SEED = 20_260_101;

/** Rows that make a query's conditions true and false: values that stand beside a column in its SQL, others, and nulls. */
export function rowsFor(sql: string, columns: ParityTable['columns'], now: Date): ParityTable['rows'] {
  const linked = linkedLiterals(sql);
  return [true, false].flatMap((isEager) => {
    const record = Object.fromEntries(
      columns.map(({ name, shape }) => [name, valuesOf(name, shape, { linked, sql, now, isEager })]),
    );
    return fc.sample(fc.record(record), { seed: SEED, numRuns: ROWS / 2 });
  });
}

interface World {
  /** Only values that stand beside the column in the SQL, where there are such. */
  readonly isEager: boolean;
  readonly linked: ReadonlyMap<string, readonly string[]>;
  readonly sql: string;
  readonly now: Date;
}

const BREAKS = /^(?:and|or|where|select|from|when|by|having|then|join|on|group|order)$/i;

/** The literals that stand behind a name within the same condition, by that name. */
function linkedLiterals(sql: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let names: string[] = [];
  for (const word of sqlWords(sql)) {
    if (BREAKS.test(word.text)) names = [];
    const name = nameOf(word);
    if (name !== undefined) names.push(name);
    if ((word.kind !== 'text' && word.kind !== 'number') || PATTERN.test(word.text)) continue;
    const text = word.kind === 'text' ? word.text.slice(1, -1).replaceAll("''", "'") : word.text;
    for (const each of names) found.set(each, [...(found.get(each) ?? []), text]);
  }
  return found;
}

/** Patterns of dates and paths into JSON are no values. */
const PATTERN = /%[YymdHhisfMT]|yyyy|^'\$\.|^'(?:second|minute|hour|day|week|month)'$/;

/** Values of a column of this name and type. */
function valuesOf(name: string, shape: Shape, world: World): fc.Arbitrary<unknown> {
  const value = someOf(name, shape, world);
  return fc.option(value, { freq: world.isEager ? 30 : 12, nil: null });
}

function someOf(name: string, shape: Shape, world: World): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'array':
      return fc.array(valuesOf(name, shape.element, world), { maxLength: 3 });
    case 'map':
      return fc.dictionary(fc.constantFrom('host', 'user-agent', 'a'), valuesOf(name, shape.value, world), {
        maxKeys: 3,
      });
    case 'row':
      return fc.record(
        Object.fromEntries(
          shape.fields.map((field) => [field.name, valuesOf(field.name, field.shape, world)]),
        ),
      );
    case 'scalar':
      return scalarOf(name, shape.name, world);
  }
}

const WHOLE = /^(?:tinyint|smallint|integer|bigint)$/;

function scalarOf(name: string, type: string, world: World): fc.Arbitrary<unknown> {
  const linked = (world.linked.get(name) ?? []).slice(0, 40);
  if (type === 'boolean') return fc.boolean();
  if (type === 'date')
    return fc.constantFrom(...times(world).map((time) => iso(time).slice(0, 10)), ...linked.filter(isDay));
  if (type.startsWith('timestamp'))
    return fc.constantFrom(...times(world).map((time) => iso(time).slice(0, 19).replace('T', ' ')));
  if (WHOLE.test(type)) return fc.constantFrom(...wholes({ name, type }, world, linked));
  if (type === 'varchar') return texts(name, world, linked);
  return fc.constantFrom(0, 1, 0.001, 2.5, 1234.5678, -1, ...linked.map(Number).filter(Number.isFinite));
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);

const iso = (time: number): string => new Date(time).toISOString();

const HOUR = 3_600_000;
const LATEST = Date.UTC(9000, 0, 1);

/** Instants around now and some years back, none near the edge of a day. */
function times({ now, linked }: World): number[] {
  const noon = Math.floor(now.getTime() / (24 * HOUR)) * 24 * HOUR + 5 * HOUR + 678_000;
  const back = [0, 1, 2, 3, 6, 8, 20, 45, 100, 400].map((days) => noon - days * 24 * HOUR);
  const recent = [2, 9, 40].map((minutes) => now.getTime() - minutes * 60_000 - 30_000);
  const dated = [...linked.values()]
    .flat()
    .map((text) => Date.parse(text.replaceAll('/', '-')))
    .filter((time) => time > 0 && time < LATEST);
  const around = dated.flatMap((time) => [time, time + 26 * HOUR, time - 26 * HOUR]);
  return [...back, ...recent, ...around.slice(0, 30)].map((time) => Math.floor(time / 1000) * 1000);
}

const LARGEST: Readonly<Record<string, number>> = { tinyint: 127, smallint: 32_767, integer: 2_147_483_647 };

function wholes(
  { name, type }: { name: string; type: string },
  world: World,
  linked: readonly string[],
): number[] {
  const near = linked
    .map(Number)
    .filter(Number.isSafeInteger)
    .flatMap((value) => [value, value + 1, value - 1]);
  const fits = (value: number) => Math.abs(value) <= (LARGEST[type] ?? Number.MAX_SAFE_INTEGER);
  if (world.isEager && near.some(fits)) return near.filter(fits);
  const isTime = /time|start|^end$|created|date/.test(name);
  const inMillis = /1000|millis/.test(world.sql) && name !== 'start';
  const instants = times(world).map((time) =>
    inMillis && type === 'bigint' ? time : Math.floor(time / 1000),
  );
  const all = isTime
    ? [0, ...instants, ...near]
    : [0, 1, 2, 6, 17, 22, 80, 200, 403, 443, 500, 3389, 1_500_000, ...near];
  return all.filter(fits);
}

const ADDRESSES = [
  '192.0.2.1',
  '192.0.2.77',
  '198.51.100.3',
  '203.0.113.9',
  '10.0.0.5',
  '10.200.3.4',
  '172.16.9.9',
  '2001:db8::1',
];
const JSON_TEXTS = [
  '{"bucketName":"amzn-s3-demo-bucket","key":"a/b","n":3}',
  '{"a":[1,2],"b":{"c":null},"x":"y"}',
  '[]',
  'null',
  '{}',
];

function texts(name: string, world: World, linked: readonly string[]): fc.Arbitrary<string> {
  const literals = linked.map((text) => text.replaceAll('%', 'x').replaceAll('_', '_'));
  const own = named(name, world);
  if (world.isEager && literals.length > 0 && !own.isStrict) return fc.constantFrom(...literals);
  const mixed = own.isStrict ? [] : [...literals, ...literals.map((text) => text.toUpperCase()), '', 'other'];
  return fc.constantFrom(...mixed, ...own.values, ...own.values.slice(0, 4));
}

interface Named {
  readonly values: readonly string[];
  /** Only these: the query takes them apart. */
  readonly isStrict: boolean;
}

/** Columns that hold times as text, by their name, and how. */
const TIME_TEXTS: readonly (readonly [name: RegExp, text: (iso: string) => string])[] = [
  [/^year$/, (text) => text.slice(0, 4)],
  [/^month$/, (text) => text.slice(5, 7)],
  [/^day$/, (text) => text.slice(8, 10)],
  [/^hour$/, (text) => text.slice(11, 13)],
  [/^eventday$/, (text) => text.slice(0, 10).replaceAll('-', '')],
  [/^(?:date|log_time|date_partition|dt)$/, (text) => text.slice(0, 10).replaceAll('-', '/')],
  [/time|created|updated|date|^ts$/, (text) => text.replace('.000Z', 'Z')],
];

const OTHERS: readonly (readonly [name: RegExp, values: readonly string[], strict: RegExp])[] = [
  [/ip$|addr|address/, ADDRESSES, /IPADDRESS|IPPREFIX/i],
  [/parameters|elements|additional|service$|resource$|data$|json/, JSON_TEXTS, /^/],
  [/status|code|port|count|bytes|size|version|severity/, ['200', '403', '404', '500', '7'], /cast\s*\(/i],
];

/** Values that a column of this name holds. */
function named(name: string, world: World): Named {
  const all = times(world).map(iso);
  const pattern = patternOf(name, world);
  if (pattern !== undefined) return { values: all.map((text) => inPattern(text, pattern)), isStrict: true };
  const isLinked = (world.linked.get(name) ?? []).length > 0;
  const time = TIME_TEXTS.find(([pattern_]) => pattern_.test(name))?.[1];
  if (time !== undefined) {
    const isRead = /time|created|updated|^ts$/.test(name) && /from_iso8601|CAST\(/i.test(world.sql);
    return { values: all.map(time), isStrict: !isLinked || isRead };
  }
  const other = OTHERS.find(([pattern_]) => pattern_.test(name));
  if (other === undefined) return { values: ['alpha', 'beta', 'gamma Δ', "it's"], isStrict: false };
  return { values: other[1], isStrict: other[2].test(world.sql) };
}

/** The pattern by which the query reads a column's text: `parse_datetime(time, '…')`, or days with slashes. */
function patternOf(name: string, { sql }: World): string | undefined {
  if (name === 'day' && /'\d{4}\/\d\d\/\d\d'|%Y\/%m\/%d/.test(sql)) return 'yyyy/MM/dd';
  const column = `(?:\\w+\\.)*"?${name.replaceAll(/[^\w]/g, '.')}"?`;
  return new RegExp(`(?:parse_datetime|date_parse)\\(\\s*${column}\\s*,\\s*'((?:[^']|'')*)'`, 'i').exec(
    sql,
  )?.[1];
}

/** Pieces of patterns of MySQL and Joda, and the part of an ISO 8601 text that they stand for. */
const PIECES: Readonly<Record<string, (text: string) => string>> = {
  yyyy: (text) => text.slice(0, 4),
  '%Y': (text) => text.slice(0, 4),
  MMM: (text) => new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' }).format(new Date(text)),
  MM: (text) => text.slice(5, 7),
  '%m': (text) => text.slice(5, 7),
  dd: (text) => text.slice(8, 10),
  '%d': (text) => text.slice(8, 10),
  HH: (text) => text.slice(11, 13),
  '%H': (text) => text.slice(11, 13),
  mm: (text) => text.slice(14, 16),
  '%i': (text) => text.slice(14, 16),
  ss: (text) => text.slice(17, 19),
  '%s': (text) => text.slice(17, 19),
  '%S': (text) => text.slice(17, 19),
  SSS: () => '000',
  SSSSSS: () => '000000',
  '%f': () => '000000',
  Z: () => '+0000',
};

/** An instant as a pattern of dates would have it. */
const inPattern = (text: string, pattern: string): string =>
  pattern
    .replaceAll("''", "'")
    .replaceAll(
      /'([^']*)'|%\w|([A-Za-z])\2*/g,
      (piece, quoted?: string) => quoted ?? PIECES[piece]?.(text) ?? piece,
    );
