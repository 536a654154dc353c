import { inert } from '#kernel';
import { aggregateOf, reducedLists } from './athena-aggregates.ts';
import { formatPieces } from './athena-format.ts';
import {
  argumentsOf,
  calledName,
  closing,
  isValueEnd,
  replaceText,
  startOfValue,
  writtenText,
  type Here,
  type Writing,
} from './athena-here.ts';
import { bodyOf, element, reduceText, sortedBy } from './athena-lambda-forms.ts';
import { mayBeNan } from './athena-nan.ts';
import { patternCall } from './athena-patterns.ts';
import { tryText } from './athena-try.ts';
import { substringText, trimText } from './athena-trim.ts';
import { networkOf, type Network } from './athena-network.ts';
import { refusalAt } from './sql-mark.ts';

/** The call of a function with its arguments as they are written for DuckDB. */
interface Call {
  readonly here: Here;
  readonly args: readonly string[];
  readonly written: readonly string[];
  readonly sql: string;
  /** Text of an argument that is a literal, without quotes. */
  readonly literal: (index: number) => string | undefined;
}

/** Calls that are put together anew: from the innermost out, so that their arguments are written already. */
const FORMS: Readonly<Record<string, (call: Call) => string>> = {
  all_match: ({ args: [list, test] }) => `athena_all(list_transform(${list}, ${test}))`,
  any_match: ({ args: [list, test] }) => `athena_any(list_transform(${list}, ${test}))`,
  // DuckDB's own estimate has 64 registers, an error of 13 % where Athena's is 2.3 %.
  approx_distinct: ({ args: [value = ''] }) => `count(DISTINCT ${value.replace(/^\s*distinct\b/i, '')})`,
  array_sort: ({ here, args: [list = '', compared] }) =>
    compared === undefined ? `athena_array_sort(${list})` : sortedBy(here, list, compared),
  at_timezone: ({ args: [time, zone], literal }) =>
    literal(1)?.toUpperCase() === 'UTC' ? `athena_instant(${time})` : `athena_at_zone(${time}, ${zone})`,
  bitwise_and_agg: ({ args: [value] }) => `bit_and(CAST(${value} AS BIGINT))`,
  bitwise_or_agg: ({ args: [value] }) => `bit_or(CAST(${value} AS BIGINT))`,
  bitwise_xor_agg: ({ args: [value] }) => `bit_xor(CAST(${value} AS BIGINT))`,
  // A text holds addresses: it is a network. To work it out here takes DuckDB half a second of planning less.
  contains: (call) =>
    call.literal(0) === undefined || call.args.length !== 2
      ? `athena_contains(${call.args.join(', ')})`
      : inNetwork(call, networkOf(call.literal(0) ?? '')),
  concat_ws: ({ args }) =>
    args.length <= 2 ? `athena_concat_ws(${args.join(', ')})` : `concat_ws(${args.join(', ')})`,
  from_unixtime: ({ args: [seconds, zone, minutes], literal }) =>
    minutes !== undefined
      ? `athena_at_zone(athena_from_unixtime(${seconds}), athena_offset_text(60 * (${zone}) + (${minutes})))`
      : zone === undefined || literal(1)?.toUpperCase() === 'UTC'
        ? `athena_from_unixtime(${seconds})`
        : `athena_at_zone(athena_from_unixtime(${seconds}), ${zone})`,
  grouping: ({ args }) => `CAST(grouping(${args.join(', ')}) AS INTEGER)`,
  if: ({ args: [test, yes, no] }) => `CASE WHEN ${test} THEN ${yes} ELSE ${no ?? 'NULL'} END`,
  max_by: ({ args, sql }) =>
    args.length > 2
      ? argsBy('arg_max', args)
      : `arg_max_null(${args[0]}, ${mayBeNan(sql) ? `athena_nan_first(${args[1]})` : args[1]})`,
  min_by: ({ args }) => (args.length > 2 ? argsBy('arg_min', args) : `arg_min_null(${args.join(', ')})`),
  sequence: ({ args: [first = '', ...rest] }) =>
    `athena_sequence(${[/^-?\d+$/.test(first) ? `CAST(${first} AS BIGINT)` : first, ...rest].join(', ')})`,
  substr: ({ here, written, args }) => substringText(here, written, args),
  substring: ({ here, written, args }) => substringText(here, written, args),
  trim: ({ here, written, args }) => trimText(here, written, args),
  current_timezone: () => "'UTC'",
  count_if: ({ args: [test] }) => `count(nullif(${test}, false))`,
  format: (call) =>
    formatPieces(call.literal(0), call.args.slice(1)) ??
    refuse(call, 'format() takes a pattern that is a text in the query, with %s %d %f %x %b'),
  map_filter: ({ here, args: [map, test] }) =>
    `map_from_entries(list_filter(map_entries(${map}), ${element(here)} -> ${bodyOf(here, 1, test)}))`,
  map_zip_with: ({ here, args: [a = '', b = '', with_] }) =>
    whereAll(
      [a, b],
      `map_from_entries(list_transform(athena_map_pairs(${a}, ${b}), ${element(here)} -> {'key': ${element(here)}.k, 'value': ${bodyOf(here, 2, with_)}}))`,
    ),
  none_match: ({ args: [list, test] }) => `(NOT athena_any(list_transform(${list}, ${test})))`,
  reduce: ({ here, args }) => reduceText(here, args),
  ...Object.fromEntries(
    ['count', 'extract', 'extract_all', 'like', 'position', 'replace', 'split'].map((name) => [
      `regexp_${name}`,
      ({ here, args, literal, sql }: Call) =>
        patternCall({ here, name: `regexp_${name}`, args, pattern: literal(1), text: literal(0), sql }),
    ]),
  ),
  transform_keys: ({ here, args: [map, key] }) =>
    `map_from_entries(list_transform(map_entries(${map}), ${element(here)} -> {'key': ${bodyOf(here, 1, key)}, 'value': ${element(here)}."value"}))`,
  transform_values: ({ here, args: [map, value] }) =>
    `map_from_entries(list_transform(map_entries(${map}), ${element(here)} -> {'key': ${element(here)}."key", 'value': ${bodyOf(here, 1, value)}}))`,
  normalize: (call) =>
    call.args.length < 2 || call.args[1]?.trim().toUpperCase() === 'NFC'
      ? `nfc_normalize(${call.args[0]})`
      : refuse(call, 'normalize() knows the form NFC only'),
  try: ({ here, written, sql }) => tryText(here, written, sql),
  zip: ({ here, args }) =>
    whereAll(
      args,
      `list_transform(list_zip(${args.join(', ')}), ${element(here)} -> {${args.map((_, at) => `'field${at}': ${element(here)}[${at + 1}]`).join(', ')}})`,
    ),
  zip_with: ({ here, args: [a = '', b = '', with_] }) =>
    whereAll([a, b], `list_transform(list_zip(${a}, ${b}), ${element(here)} -> ${bodyOf(here, 2, with_)})`),
};

function inNetwork(call: Call, network: Network | undefined): string {
  if (network === undefined) refuse(call, 'contains() takes an array, or a network such as 10.0.0.0/8');
  const bound = (address: bigint): string => `CAST('${address}' AS UHUGEINT)`;
  return `((${call.args[1]}) BETWEEN ${bound(network.first)} AND ${bound(network.last)})`;
}

/** `max_by(x, y, n)`: DuckDB leaves out an `x` that is null, but no row of it. */
const argsBy = (name: string, [value, by, count]: readonly string[]): string =>
  `list_transform(${name}({'x': ${value}}, ${by}, ${count}), athena_by -> athena_by.x)`;

/** Null where one of some values is: DuckDB takes a null array for an empty one here. */
const whereAll = (values: readonly string[], made: string): string =>
  `CASE WHEN ${values.map((value) => `${value} IS NOT NULL`).join(' AND ')} THEN ${made} END`;

function refuse({ here, sql }: Call, what: string): never {
  const hint = 'docs/sql.md lists the functions that are supported';
  throw refusalAt(sql, here.word(), { what: inert(what), hint });
}

/** Puts the call at this place together anew, where it must be. */
export function formOf(here: Here, { written, sql }: Writing): void {
  const name = calledName(here);
  if (name === undefined) return;
  const make = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
  const ranges = argumentsOf(here);
  if (make !== undefined) {
    const args = ranges.map(({ from, to }) => writtenText(here, written, { from, to }));
    const literal = (index: number) => literalAt(here, ranges[index]);
    replaceText(here, written, { to: closing(here), text: make({ here, args, written, sql, literal }) });
  }
  if (name === 'reduce_agg') reducedLists(here, written, (args) => reduceText(here, args));
  aggregateOf(here, { written, sql }, name);
}

function literalAt(here: Here, range: { from: number; to: number } | undefined): string | undefined {
  if (range === undefined || range.from !== range.to) return undefined;
  const word = here.word(range.from);
  return word?.kind === 'text' ? word.text.slice(1, -1) : undefined;
}

/** `x[n]`, `map[key]`: Athena fails where there is no such element; DuckDB answers null. */
export function subscriptOf(here: Here, { written }: Writing): void {
  const isSubscript =
    here.is(0, '[') && !here.is(-1, 'array', '(', ',', '[', '=', '->') && isValueEnd(here.word(-1));
  if (!isSubscript) return;
  const end = closing(here, 0);
  const start = startOfValue(here, -1);
  const base = writtenText(here, written, { from: start, to: -1 });
  const key = writtenText(here, written, { from: 1, to: end - 1 });
  const from = here.go(start);
  replaceText(from, written, { to: end - start, text: `athena_subscript(${base}, ${key})` });
}
