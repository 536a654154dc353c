import { ADDRESS_MACROS, CONTAINS_ADDRESS } from './athena-macros-address.ts';
import { ARRAY_MACROS, MAP_FIRST } from './athena-macros-array.ts';
import { BYTES_MACROS } from './athena-macros-bytes.ts';
import { CAST_MACROS } from './athena-macros-cast.ts';
import { JSON_MACROS } from './athena-macros-json.ts';
import { NUMBER_MACROS, OPERATORS } from './athena-macros-number.ts';
import { PATH_MACROS } from './athena-macros-path.ts';
import { PATTERN_MACROS } from './athena-macros-pattern.ts';
import { SUM_MACROS, SUMS } from './athena-macros-sum.ts';
import { TEXT_MACROS } from './athena-macros-text.ts';
import { TIME_MACROS } from './athena-macros-time.ts';
import { URL_MACROS } from './athena-macros-url.ts';
import { ADDRESS_TEXT_MACRO, WRITTEN_MACROS, ZONED_TEXT_MACRO } from './athena-macros-written.ts';
import { OFFSET_MACROS, TIMEZONE_MACRO, ZONE_MACROS } from './athena-macros-zone.ts';

/** Settings under which DuckDB computes as Athena does. */
export const ATHENA_SETTINGS = [
  // Nulls come last, whatever the direction.
  "SET GLOBAL default_null_order = 'nulls_last'",
  "SET GLOBAL lambda_syntax = 'ENABLE_SINGLE_ARROW'",
] as const;

/**
 * A macro by its name: a body per list of parameters. A text that begins with an exclamation mark and cannot be cast is an error's text.
 */
export type Macros = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What DuckDB lacks of Athena's functions, or has with another meaning. Each is held to Trino by a test. */
const ATHENA_MACROS: Macros = {
  ...ADDRESS_MACROS,
  ...ARRAY_MACROS,
  ...BYTES_MACROS,
  ...CAST_MACROS,
  ...JSON_MACROS,
  ...NUMBER_MACROS,
  ...OFFSET_MACROS,
  ...PATH_MACROS,
  ...PATTERN_MACROS,
  ...SUM_MACROS,
  ...TEXT_MACROS,
  ...TIME_MACROS,
  ...URL_MACROS,
  ...WRITTEN_MACROS,
};

/** The names of all macros that mean the same for every query. */
export const SHARED_MACROS: ReadonlySet<string> = new Set(Object.keys(ATHENA_MACROS));

/** Names that say that a query speaks of zones, or of addresses. */
const ZONES = ['athena_at_zone', 'athena_with_zone', 'zone'];
const ADDRESSES = /^athena_(?:ip|to_ip|to_prefix|prefix|ip_prefix|subnet_\w+|is_subnet)$/;

/** Macros that comparisons may need, by no name in the query: `compared.ts`. */
const COMPARING = ['athena_all', 'athena_is_nan', 'athena_map_in_order', 'athena_of_type', 'athena_typed'];

/** Stands among the names of a query that asks maps what arrays are asked too: no name of SQL is so written. */
export const MAPS_FIRST = 'maps first';

/** Macros that mean something else for a query with these names than for others: they are its own. */
function ownMacros(names: ReadonlySet<string>): Macros {
  const zones = ZONES.some((name) => names.has(name))
    ? { ...ZONE_MACROS, ...TIMEZONE_MACRO, ...ZONED_TEXT_MACRO }
    : {};
  const addresses = [...names].some((name) => ADDRESSES.test(name))
    ? { ...CONTAINS_ADDRESS, ...ADDRESS_TEXT_MACRO }
    : {};
  const maps = names.has(MAPS_FIRST) ? MAP_FIRST : {};
  return { ...zones, ...addresses, ...maps };
}

/** A body whose lambdas name their elements as no column is named: an argument is put into the body as it is written. */
function withOwnNames(macro: string, body: string): string {
  const names = [...body.matchAll(/\blambda (\w+(?:, \w+)*):/g)].flatMap(([, list = '']) => list.split(', '));
  if (names.length === 0) return body;
  const used = new RegExp(`(?<![.\\w])(${names.join('|')})\\b(?! *\\()`, 'g');
  return body
    .split(/('(?:[^']|'')*')/)
    .map((piece, at) => (at % 2 === 1 ? piece : piece.replaceAll(used, `${macro}_$1`)))
    .join('');
}

/** Macros that a query needs. */
export interface NeededMacros {
  /** The statement that makes each, by its name; they mean the same for every query, so that an engine needs them once. */
  readonly shared: ReadonlyMap<string, string>;
  /** Statements that make those of this query alone, on its connection. */
  readonly own: readonly string[];
}

/** The macros of these names, those that they rest on, and the operators; making all takes 70 ms. */
export function neededMacros(names: ReadonlySet<string>): NeededMacros {
  const ofQuery = ownMacros(names);
  const seen = new Set<string>();
  const shared = new Map<string, string>();
  const own: string[] = [];
  const need = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const [common, special] = [ATHENA_MACROS, ofQuery].map((macros) =>
      Object.hasOwn(macros, name) ? macros[name] : undefined,
    );
    for (const body of [...Object.values(common ?? {}), ...Object.values(special ?? {})])
      (body.match(/\bathena_\w+/g) ?? []).forEach(need);
    // A macro of all may rest on one that means something else here: it is made with the common meaning.
    if (common !== undefined) shared.set(name, `CREATE MACRO IF NOT EXISTS ${overloads(name, common)}`);
    if (special !== undefined) own.push(`CREATE TEMP MACRO ${overloads(name, special)}`);
  };
  for (const name of [...OPERATORS, ...SUMS, ...COMPARING, ...names]) need(name);
  if (names.has('zone')) need('timezone');
  // What times of a zone are compared by.
  if (ZONES.some((name) => names.has(name))) need('athena_instant');
  return { shared, own };
}

const overloads = (name: string, bodies: Macros[string] & object): string =>
  `"${name}"${Object.entries(bodies)
    .map(([parameters, body]) => `(${parameters}) AS (${withOwnNames(name, body)})`)
    .join(', ')}`;
