import { inert, LeveeError } from '#kernel';
import type { EngineConnection } from '#port';
import { markAt } from './sql-mark.ts';
import type { Statement } from './statement.ts';
import type { TableUse } from './sql-tree.ts';

/** Schemas under which the lake's tables are known; the second is DuckDB's default. */
const SCHEMAS: ReadonlySet<string | undefined> = new Set([undefined, 'levee', 'main']);

/** What the standard's catalog views show needs every table to be there. */
const INFORMATION = new Set(['tables', 'columns', 'schemata']);

/** A name that DuckDB could take for a file. */
const PATH_LIKE = /[^\p{L}\p{N}_$ -]/u;

/**
 * The names (of `known`) that a statement needs opened.
 * @throws LeveeError (exit code 2) for a table that does not exist, naming the nearest.
 */
export async function mentionedTables(
  connection: EngineConnection,
  { uses }: Statement,
  { known, sql }: { known: readonly string[]; sql: string },
): Promise<readonly string[]> {
  const byName = new Map(known.map((name) => [name.toLowerCase(), name]));
  const mentioned = new Set<string>();
  for (const use of uses.tables) {
    const table = isOurs(use) ? byName.get(use.name.toLowerCase()) : undefined;
    if (table !== undefined) mentioned.add(table);
    else if (isInformation(use)) known.forEach((name) => mentioned.add(name));
    else if (!isWithName(use, uses.withNames)) throw await unknownTable(connection, use, { known, sql });
  }
  return [...mentioned];
}

const isOurs = ({ catalog, schema }: TableUse): boolean =>
  catalog === undefined && SCHEMAS.has(schema?.toLowerCase());

const isInformation = ({ catalog, schema, name }: TableUse): boolean =>
  catalog === undefined &&
  schema?.toLowerCase() === 'information_schema' &&
  INFORMATION.has(name.toLowerCase());

/** Outside the scope of its WITH the same name would be looked up as a file: only plain names pass. */
const isWithName = ({ schema, name }: TableUse, withNames: ReadonlySet<string>): boolean =>
  schema === undefined && withNames.has(name.toLowerCase()) && !PATH_LIKE.test(name);

async function unknownTable(
  connection: EngineConnection,
  use: TableUse,
  { known, sql }: { known: readonly string[]; sql: string },
): Promise<LeveeError> {
  const name = [use.catalog, use.schema, use.name].filter((part) => part !== undefined).join('.');
  const shown = inert(name.length > 80 ? `${name.slice(0, 80)}…` : name);
  const meant = await nearestOf(connection, use.name, known);
  const list = known.length === 0 ? 'the lake has no tables yet' : `tables: ${known.join(', ')}`;
  const hint = meant === undefined ? list : `did you mean ${meant}? ${list}`;
  return new LeveeError(`there is no table ${shown}${markAt(sql, use.offset)}`, { hint, exitCode: 2 });
}

async function nearestOf(
  connection: EngineConnection,
  name: string,
  known: readonly string[],
): Promise<string | undefined> {
  const wanted = name.toLowerCase().slice(0, 80);
  const [row] = await connection.rows(
    `SELECT name FROM (SELECT unnest(from_json(?, '["VARCHAR"]')) AS name), (SELECT ?::VARCHAR AS wanted)
     WHERE damerau_levenshtein(name, wanted) <= greatest(2, length(wanted) // 3)
        OR starts_with(name, wanted) OR starts_with(wanted, name)
     ORDER BY damerau_levenshtein(name, wanted), name LIMIT 1`,
    [JSON.stringify(known), wanted],
  );
  const nearest = row?.['name'];
  return typeof nearest === 'string' ? nearest : undefined;
}
