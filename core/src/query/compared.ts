import { LeveeError, messageOf, parseJson, stringifyJson } from '#kernel';
import { call, literalOf, nodesIn, nodesOf, textOf, type Node } from '#plan';
import type { EngineConnection } from '#port';
import { anew } from './comparison-anew.ts';
import { mayBeNan } from './athena-nan.ts';
import {
  comparisonSites,
  knownOf,
  operandIn,
  putAnew,
  putInto,
  type Changeable,
  type Site,
  type Slot,
} from './comparison-sites.ts';
import { groupedSites } from './grouped-maps.ts';
import { textOfTree, withoutPlaces } from './tree-text.ts';
import { markAt } from './sql-mark.ts';
import { typePartsOf, type TypeParts } from './type-text.ts';
import { showUsing, usingJoins } from './using-columns.ts';

/** A statement, and how it is asked. */
export interface Asked {
  readonly connection: EngineConnection;
  readonly sql: string;
  /** The parsed statement, every member written. */
  readonly tree: unknown;
  /** What stands before it. */
  readonly before: string;
  readonly parameters: readonly (string | number | bigint | boolean | null)[] | undefined;
}

/**
 * A statement whose comparisons mean what they mean in Athena: those of arrays, rows, maps and numbers that may be NaN are put together
 * anew, once the engine has said of which types they are. Most statements have no comparison that could be such a one.
 * @throws LeveeError (exit code 2) for a comparison that Athena has not, with its place.
 */
export async function compared(asked: Asked): Promise<string> {
  const canBeNan = mayBeNan(asked.sql);
  await checkUsing(asked, canBeNan);
  if (sitesIn(asked.tree, asked.sql, canBeNan).length === 0) return asked.sql;
  const copies = new Copies(asked, canBeNan);
  const types = await typesOf(asked, copies);
  if (types.size === 0) return asked.sql;
  const { tree, sites } = copies.next();
  const macros = new Map<string, string>();
  for (const [at, site] of sites.entries())
    anew({ site, macros, types: (copies.keys[at] ?? []).map((key) => types.get(key)), sql: asked.sql });
  const made = [...macros].map(([body, name]) => `CREATE TEMP MACRO ${name}(a, b) AS (${body})`);
  if (made.length > 0) await asked.connection.run(made.join(';\n'));
  return textOfTree(asked.connection, tree);
}

/** @throws LeveeError (exit code 2) for USING with what Athena compares otherwise than the engine. */
async function checkUsing(asked: Asked, canBeNan: boolean): Promise<void> {
  const [join] = usingJoins(asked.tree, asked.sql, canBeNan);
  if (join === undefined) return;
  const tree: unknown = parseJson(stringifyJson({ error: false, statements: [asked.tree] }));
  for (const node of nodesOf(tree)) ownSum(node);
  showUsing(tree, canBeNan);
  const found = await typeNamed(asked, await textOfTree(asked.connection, tree));
  if (found === undefined) return;
  const place = join['query_location'];
  throw new LeveeError(
    `USING does not compare arrays, maps, rows and numbers that may be NaN yet${markAt(asked.sql, Number(place))}`,
    { hint: 'write ON one.x = other.x', exitCode: 2 },
  );
}

const sitesIn = (tree: unknown, sql: string, canBeNan: boolean): readonly Site[] => [
  ...comparisonSites(tree, sql, canBeNan),
  ...groupedSites(tree, sql),
];

/** A cast that depends on what is cast, as a value of the type that is cast to. */
function ofItsType(node: Changeable): void {
  const [value, , type] = nodesIn(node, 'children');
  if (value !== undefined && type !== undefined) putAnew(node, call('athena_of_type', value, type));
}

const keyOf = (slot: Slot): string => withoutPlaces(operandIn(slot));

/** Copies of a parsed statement, to be changed, with its comparisons; in each the same stand in the same order. */
class Copies {
  readonly #text: string;
  readonly #sql: string;
  readonly #mayBeNan: boolean;
  /** What stands in the slots of each comparison: the same where the same is written. */
  readonly keys: readonly (readonly string[])[];
  /** Those of them that are doubles by their text. */
  readonly doubles: readonly string[];
  /** Those of them whose types the engine is to be asked for. */
  readonly open: readonly string[];

  constructor({ tree, sql }: Asked, canBeNan: boolean) {
    this.#sql = sql;
    this.#text = stringifyJson({ error: false, statements: [tree] });
    this.#mayBeNan = canBeNan;
    const slots = this.next().sites.map((site) => site.slots);
    this.keys = slots.map((each) => each.map(keyOf));
    this.doubles = slots
      .flat()
      .filter((slot) => knownOf(slot) === 'double')
      .map(keyOf);
    // What is compared with a double is a number.
    const asked = slots.filter((each) => !each.some((slot) => knownOf(slot) === 'double')).flat();
    this.open = [...new Set(asked.filter((slot) => ['open', 'zoned'].includes(knownOf(slot))).map(keyOf))];
  }

  /** A copy with each operand of these keys in a macro that names its type. */
  marked(keys: ReadonlySet<string>): unknown {
    const { tree, sites } = this.next();
    for (const slot of sites.flatMap(({ slots }, at) => this.#slotsOf(slots, at, keys)))
      putInto(slot.slot, marked(operandIn(slot.slot), this.open.indexOf(slot.key), this.#mayBeNan));
    for (const { node, pairs } of sites) if (pairs[0]?.sign === 'cast') ofItsType(node);
    return tree;
  }

  #slotsOf(slots: readonly Slot[], at: number, keys: ReadonlySet<string>) {
    return slots
      .map((slot, index) => ({ slot, key: this.keys[at]?.[index] ?? '' }))
      .filter(({ key }) => keys.has(key));
  }

  next(): { readonly tree: unknown; readonly sites: readonly Site[] } {
    const tree: unknown = parseJson(this.#text);
    for (const node of nodesOf(tree)) ownSum(node);
    return { tree, sites: sitesIn(tree, this.#sql, this.#mayBeNan) };
  }
}

/** `+` and `-` are operators of our own again: see `athena-sums.ts`. */
function ownSum(node: Changeable): void {
  const name = textOf(node, 'function_name') ?? '';
  const { children } = node;
  if (/^[+-]$/.test(name) && Array.isArray(children) && children.length === 2)
    node['function_name'] = `~${name}`;
}

/**
 * The types of what is compared, where they are special, by what is written. The engine is asked to bind the statement with the
 * operands in a macro that fails for such a type and names it, until none fails any more.
 */
async function typesOf(asked: Asked, copies: Copies): Promise<ReadonlyMap<string, TypeParts>> {
  const types = new Map(copies.doubles.map((key) => [key, DOUBLE]));
  const waiting = new Set(copies.open);
  while (waiting.size > 0) {
    const found = await typeNamed(asked, await textOfTree(asked.connection, copies.marked(waiting)));
    const key = copies.open[found?.index ?? -1];
    if (found === undefined || key === undefined || !waiting.delete(key)) return types;
    types.set(key, typePartsOf(found.type));
  }
  return types;
}

const DOUBLE = typePartsOf('double');

const marked = (operand: Node, index: number, canBeNan: boolean): Node =>
  call('athena_typed', operand, literalOf(String(index)), literalOf(canBeNan ? 'NaN' : ''));

const NAMED = /Could not find key "! (\d+) (.*)" in struct/;

async function typeNamed(
  { connection, before, parameters }: Asked,
  text: string,
): Promise<{ readonly index: number; readonly type: string } | undefined> {
  try {
    await connection.rows(`DESCRIBE ${before}${text}`, parameters);
    return undefined;
  } catch (error) {
    const [, index, type] = NAMED.exec(messageOf(error)) ?? [];
    return type === undefined ? undefined : { index: Number(index), type };
  }
}
