import { ADDRESS_MACROS, CONTAINS_ADDRESS } from './athena-macros-address.ts';
import { ARRAY_MACROS } from './athena-macros-array.ts';
import { JSON_MACROS } from './athena-macros-json.ts';
import { NUMBER_MACROS, OPERATORS } from './athena-macros-number.ts';
import { TEXT_MACROS } from './athena-macros-text.ts';
import { TIME_MACROS, ZONE_MACROS } from './athena-macros-time.ts';

/** Settings under which DuckDB computes as Athena does. */
export const ATHENA_SETTINGS = [
  // Nulls come last, whatever the direction.
  "SET default_null_order = 'nulls_last'",
  "SET lambda_syntax = 'ENABLE_SINGLE_ARROW'",
] as const;

/**
 * A macro by its name: a body per list of parameters. A text that begins with an exclamation mark and cannot be cast is an error's text.
 */
export type Macros = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What DuckDB lacks of Athena's functions, or has with another meaning. Each is held to Trino by a test. */
const ATHENA_MACROS: Macros = {
  ...ADDRESS_MACROS,
  ...ARRAY_MACROS,
  ...JSON_MACROS,
  ...NUMBER_MACROS,
  ...TEXT_MACROS,
  ...TIME_MACROS,
};

/** Names that say that a query speaks of zones, or of addresses. */
const ZONES = ['athena_at_zone', 'athena_with_zone', 'zone'];
const ADDRESSES = /^athena_(?:ip|to_ip|to_prefix|prefix|ip_prefix|subnet_\w+|is_subnet)$/;

/** The macros as a query with these names needs them. */
function macrosFor(names: ReadonlySet<string>): Macros {
  const zones = ZONES.some((name) => names.has(name)) ? ZONE_MACROS : {};
  const addresses = [...names].some((name) => ADDRESSES.test(name)) ? CONTAINS_ADDRESS : {};
  return { ...ATHENA_MACROS, ...zones, ...addresses };
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

/** The statements that make the macros of these names, those that they rest on, and the operators; making all takes 70 ms. */
export function macroStatements(names: ReadonlySet<string>): string[] {
  const macros = macrosFor(names);
  const made = new Set<string>();
  const statements: string[] = [];
  const make = (name: string): void => {
    const bodies = Object.hasOwn(macros, name) ? macros[name] : undefined;
    if (bodies === undefined || made.has(name)) return;
    made.add(name);
    for (const body of Object.values(bodies)) (body.match(/\bathena_\w+/g) ?? []).forEach(make);
    const overloads = Object.entries(bodies).map(
      ([parameters, body]) => `(${parameters}) AS (${withOwnNames(name, body)})`,
    );
    statements.push(`CREATE MACRO "${name}"${overloads.join(', ')}`);
  };
  for (const name of [...OPERATORS, ...names]) make(name);
  if (names.has('zone')) make('timezone');
  return [statements.join(';\n')];
}
