import { ident, type EngineConnection } from '#port';
import { NULL_CODE, Dictionary } from './dictionary.ts';
import type { MadeOf } from './file-columns.ts';
import type { FileCodes } from './rows-reader.ts';

/** What a column's values become, and where. */
interface Making {
  readonly codes: FileCodes;
  readonly made: MadeOf;
  readonly into: Dictionary;
}

/** The code of what is made of each value of a file, by its code there: each value is asked of the engine once. */
export async function madeCodes(
  connection: EngineConnection,
  { codes, made, into }: Making,
): Promise<Uint32Array> {
  const values = new Dictionary();
  values.codesIn(codes.texts);
  const [found = {}] = await connection.rows(
    `SELECT to_json(list(${made.sql} ORDER BY place)) AS made FROM (
       SELECT CAST(text AS ${made.type}) AS ${ident(made.name)}, place FROM (
         SELECT unnest(texts) AS text, unnest(range(0, len(texts))) AS place FROM (SELECT from_json(?, '["VARCHAR"]') AS texts)))`,
    [JSON.stringify([null, ...values.since(NULL_CODE + 1)])],
  );
  const listed = JSON.parse(String(found['made'])) as (string | null)[];
  const texts = listed.filter((text) => text !== null);
  const known = into.codesOf(texts);
  let at = 0;
  return Uint32Array.from(listed, (text) => (text === null ? NULL_CODE : (known[at++] ?? NULL_CODE)));
}
