import fc from 'fast-check';
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
      return fc.dictionary(fc.constantFrom('host', 'user-agent', 'a'), valuesOf(name, shape.value, world), { maxKeys: 3 });
    case 'row':
      return fc.record(
        Object.fromEntries(shape.fields.map((field) => [field.name, valuesOf(field.name, field.shape, world)])),
      );
    case 'scalar':
      return scalarOf(name, shape.name, world);
  }
}

const WHOLE = /^(?:tinyint|smallint|integer|bigint)$/;

function scalarOf(name: string, type: string, world: World): fc.Arbitrary<unknown> {
  const linked = (world.linked.get(name) ?? []).slice(0, 40);
  if (type === 'boolean') return fc.boolean();
  if (type === 'date') return fc.constantFrom(...times(world).map((time) => iso(time).slice(0, 10)), ...linked.filter(isDay));
  if (type.startsWith('timestamp')) return fc.constantFrom(...times(world).map((time) => iso(time).slice(0, 19).replace('T', ' ')));
  if (WHOLE.test(type)) return fc.constantFrom(...wholes(name, type, world, linked));
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
  const named = [...linked.values()].flat().map((text) => Date.parse(text.replaceAll('/', '-'))).filter((time) => time > 0 && time < LATEST);
  const around = named.flatMap((time) => [time, time + 26 * HOUR, time - 26 * HOUR]);
  return [...back, ...recent, ...around.slice(0, 30)].map((time) => Math.floor(time / 1000) * 1000);
}

const LARGEST: Readonly<Record<string, number>> = { tinyint: 127, smallint: 32_767, integer: 2_147_483_647 };

function wholes(name: string, type: string, world: World, linked: readonly string[]): number[] {
  const near = linked.map(Number).filter(Number.isSafeInteger).flatMap((value) => [value, value + 1, value - 1]);
  const fits = (value: number) => Math.abs(value) <= (LARGEST[type] ?? Number.MAX_SAFE_INTEGER);
  if (world.isEager && near.some(fits)) return near.filter(fits);
  const isTime = /time|start|^end$|created|date/.test(name);
  const inMillis = /1000|millis/.test(world.sql) && name !== 'start';
  const instants = times(world).map((time) => (inMillis && type === 'bigint' ? time : Math.floor(time / 1000)));
  const all = isTime ? [0, ...instants, ...near] : [0, 1, 2, 6, 17, 22, 80, 200, 403, 443, 500, 3389, 1_500_000, ...near];
  return all.filter(fits);
}

const ADDRESSES = ['192.0.2.1', '192.0.2.77', '198.51.100.3', '203.0.113.9', '10.0.0.5', '10.200.3.4', '172.16.9.9', '2001:db8::1'];
const JSON_TEXTS = ['{"bucketName":"amzn-s3-demo-bucket","key":"a/b","n":3}', '{"a":[1,2],"b":{"c":null},"x":"y"}', '[]', 'null', '{}'];

function texts(name: string, world: World, linked: readonly string[]): fc.Arbitrary<string> {
  const literals = linked.map((text) => text.replaceAll('%', 'x').replaceAll('_', '_'));
  const own = named(name, world);
  if (world.isEager && literals.length > 0 && !own.isStrict) return fc.constantFrom(...literals);
  const mixed = own.isStrict ? [] : [...literals, ...literals.map((text) => text.toUpperCase()), '', 'other'];
  return fc.constantFrom(...mixed, ...own.values, ...own.values.slice(0, 4));
}

/** Values that a column of this name holds; strict ones alone, where a query takes them apart. */
function named(name: string, world: World): { values: readonly string[]; isStrict: boolean } {
  const all = times(world);
  const isLinked = (world.linked.get(name) ?? []).length > 0;
  const of = (text: (at: string) => string, isStrict = !isLinked) => ({ values: all.map((time) => text(iso(time))), isStrict });
  const joda = new RegExp(`(?:parse_datetime|date_parse)\\(\\s*(?:\\w+\\.)*"?${name.replaceAll(/[^\w]/g, '.')}"?\\s*,\\s*'((?:[^']|'')*)'`, 'i').exec(world.sql)?.[1];
  if (joda !== undefined) return of((text) => inPattern(text, joda), true);
  if (name === 'year') return of((text) => text.slice(0, 4));
  if (name === 'month') return of((text) => text.slice(5, 7));
  if (name === 'day') return /'\d{4}\/\d\d\/\d\d'|%Y\/%m\/%d/.test(world.sql) ? of((text) => text.slice(0, 10).replaceAll('-', '/'), false) : of((text) => text.slice(8, 10));
  if (name === 'hour') return of((text) => text.slice(11, 13));
  if (name === 'eventday') return of((text) => text.slice(0, 10).replaceAll('-', ''), false);
  if (/^(?:date|log_time|date_partition|dt)$/.test(name)) return of((text) => text.slice(0, 10).replaceAll('-', '/'), false);
  if (/time|created|updated|date|^ts$/.test(name)) return of((text) => text.replace('.000Z', 'Z'), !isLinked || /from_iso8601|CAST\(/i.test(world.sql));
  if (/ip$|addr|address/.test(name)) return { values: ADDRESSES, isStrict: /IPADDRESS|IPPREFIX/i.test(world.sql) };
  if (/parameters|elements|additional|service$|resource$|data$|json/.test(name)) return { values: JSON_TEXTS, isStrict: true };
  if (/status|code|port|count|bytes|size|version|severity/.test(name)) return { values: ['200', '403', '404', '500', '7'], isStrict: /cast\s*\(/i.test(world.sql) };
  return { values: ['alpha', 'beta', 'gamma Δ', "it's"], isStrict: false };
}

/** An instant as a pattern of dates would have it: those of MySQL and Joda that published queries use. */
function inPattern(text: string, pattern: string): string {
  const month = new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' }).format(new Date(text));
  return pattern
    .replaceAll("''", "'")
    .replaceAll(/'([^']*)'|yyyy|%Y|MMM|MM|%m|dd|%d|HH|%H|mm|%i|ss|%[sS]|S+|%f|Z+|T/g, (piece, quoted?: string) => {
      if (quoted !== undefined) return quoted;
      if (piece === 'yyyy' || piece === '%Y') return text.slice(0, 4);
      if (piece === 'MMM') return month;
      if (piece === 'MM' || piece === '%m') return text.slice(5, 7);
      if (piece === 'dd' || piece === '%d') return text.slice(8, 10);
      if (piece === 'HH' || piece === '%H') return text.slice(11, 13);
      if (piece === 'mm' || piece === '%i') return text.slice(14, 16);
      if (piece === 'ss' || piece === '%s' || piece === '%S') return text.slice(17, 19);
      if (piece.startsWith('S')) return '0'.repeat(piece.length);
      if (piece === '%f') return '000000';
      return piece.startsWith('Z') ? '+0000' : piece;
    });
}
