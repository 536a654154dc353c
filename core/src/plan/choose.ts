import { stringifyJson } from '#kernel';
import {
  literal,
  type ChooseFiles,
  type ColumnRange,
  type EngineConnection,
  type ScanCandidate,
  type TypeOf,
} from '#port';
import { mayHold } from './condition.ts';
import { judgeOf } from './judge.ts';
import type { Bound } from './lookup.ts';
import { kindOf } from './monotone.ts';
import { call, column, statementOf, type Node } from './node.ts';
import type { Range, RangeWorld } from './range.ts';

/** A condition of one use, and what it would let go by itself. */
export interface Weighed {
  readonly condition: Bound;
  /** Data files, by their own bounds or by their manifest's. */
  pruned: number;
}

/** Conditions of the uses of one table: a file matters where for some use all may hold. */
export type UseConditions = readonly (readonly Weighed[])[];

/** What a choice asks the engine with. */
export interface ChoiceWorld {
  readonly connection: EngineConnection;
  readonly parameters: RangeWorld['parameters'];
  readonly instantOf: RangeWorld['instantOf'];
}

/** A choice of files for a table by the conditions of all its uses; the engine itself compares, with its own rules. */
export function chooser(world: ChoiceWorld, usesFor: (typeOf: TypeOf) => UseConditions): ChooseFiles {
  const sqlOfNodes = once((nodes: readonly Node[]) => sqlOf(world.connection, call('list_value', ...nodes)));
  return async (candidates, typeOf) => {
    const uses = usesFor(typeOf);
    const columns = new Columns(typeOf);
    const rangeWorld = {
      ...world,
      column: (path: readonly string[]) => columns.range(path),
    };
    const asked = uses.map((use) =>
      use.flatMap((weighed) => {
        const node = mayHold(rangeWorld, weighed.condition);
        return node === undefined ? [] : [{ weighed, node }];
      }),
    );
    if (candidates.length === 0 || asked.some((use) => use.length === 0)) return candidates.map(() => true);
    const nodes = asked.flat().map(({ node }) => node);
    const answers =
      judged(nodes, columns, candidates) ??
      (await answersOf(world.connection, { sql: () => sqlOfNodes(nodes), columns }, candidates));
    if (answers === undefined) return candidates.map(() => true);
    return answers.map((answer, at) => isKept(asked, answer, candidates[at]?.files ?? 1));
  };
}

interface Asked {
  readonly weighed: Weighed;
  readonly node: Node;
}

/** Whether a candidate matters for some use, by the answers to all conditions in their order. */
function isKept(
  uses: readonly (readonly Asked[])[],
  answers: readonly (boolean | null)[],
  files: number,
): boolean {
  let at = 0;
  let isNeeded = false;
  for (const use of uses) {
    let mayMatter = true;
    for (const { weighed } of use) {
      const fails = answers[at] === false;
      if (fails) weighed.pruned += files;
      mayMatter &&= !fails;
      at += 1;
    }
    isNeeded ||= mayMatter;
  }
  return isNeeded;
}

/** The columns whose bounds the conditions need, each with the names of its two bounds. */
class Columns {
  readonly paths: (readonly string[])[] = [];
  private readonly typeOf: TypeOf;

  constructor(typeOf: TypeOf) {
    this.typeOf = typeOf;
  }

  range(path: readonly string[]): Range | undefined {
    const kind = kindOf(this.typeOf(path) ?? '');
    if (kind === undefined) return undefined;
    const found = this.paths.findIndex((known) => known.join('\0') === path.join('\0'));
    const at = found === -1 ? this.paths.push(path) - 1 : found;
    return { least: column('f', `least${at}`), greatest: column('f', `greatest${at}`), kind };
  }

  /** The shape of a candidate's bounds for `from_json`. */
  shape(): Record<string, string> {
    const pairs = this.paths.flatMap((path, at) => {
      const type = this.typeOf(path) ?? 'VARCHAR';
      return [
        [`least${at}`, type],
        [`greatest${at}`, type],
      ];
    });
    return { ...Object.fromEntries(pairs), file: 'INTEGER' };
  }

  row(candidate: ScanCandidate, file: number): Record<string, unknown> {
    const bounds = this.paths.flatMap((path, at) => {
      const { least, greatest }: Partial<ColumnRange> = candidate.range(path) ?? {};
      return [
        [`least${at}`, least ?? null],
        [`greatest${at}`, greatest ?? null],
      ];
    });
    return { ...Object.fromEntries(bounds), file };
  }
}

/** The answers that need no engine; undefined where some do. */
function judged(
  nodes: readonly Node[],
  columns: Columns,
  candidates: readonly ScanCandidate[],
): (boolean | null)[][] | undefined {
  const shape = columns.shape();
  const world = { typeOf: (name: string) => shape[name], now: BigInt(Date.now()) * 1000n };
  const judges = nodes.flatMap((node) => judgeOf(world, node) ?? []);
  if (judges.length < nodes.length) return undefined;
  try {
    return candidates.map((candidate, at) => {
      const bounds = columns.row(candidate, at);
      return judges.map((judge) => judge(bounds));
    });
  } catch {
    return undefined;
  }
}

interface Question {
  /** The answers as a list, over the bounds `f`. */
  readonly sql: () => Promise<string>;
  readonly columns: Columns;
}

/** Per candidate the answer to each condition; undefined where the engine can't tell: then nothing is left out. */
async function answersOf(
  connection: EngineConnection,
  { sql, columns }: Question,
  candidates: readonly ScanCandidate[],
): Promise<(boolean | null)[][] | undefined> {
  const rows = stringifyJson(candidates.map((candidate, at) => columns.row(candidate, at)));
  const bounds = `unnest(from_json(${literal(rows)}, ${literal(stringifyJson([columns.shape()]))}))`;
  try {
    const found = await connection.rows(
      `SELECT ${await sql()} AS answers FROM (SELECT ${bounds} AS f) ORDER BY f.file`,
    );
    return found.map((row) => row['answers'] as (boolean | null)[]);
  } catch {
    return undefined;
  }
}

/** What a choice asks of manifests it asks of data files too: the first answer serves for both. */
function once<From, To>(make: (from: From) => Promise<To>): (from: From) => Promise<To> {
  let made: Promise<To> | undefined;
  return (from) => (made ??= make(from));
}

/** An expression as SQL, written by the engine itself. */
export async function sqlOf(connection: EngineConnection, node: Node): Promise<string> {
  const [row] = await connection.rows(
    `SELECT json_deserialize_sql(${literal(stringifyJson(statementOf(node)))}::JSON) AS sql`,
  );
  return String(row?.['sql']).slice('SELECT '.length);
}
