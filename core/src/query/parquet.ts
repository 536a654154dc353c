import { rename, rm } from 'node:fs/promises';
import { LeveeError } from '#kernel';
import { ident, literal, type EngineConnection } from '#port';
import { limited, prepared, sane } from './prepared.ts';
import { DEFAULT_ROW_LIMIT, type QueryRequest, type QuerySummary } from './query.ts';

/**
 * As `query`, but writes the result to a Parquet file (zstd) with the types it has; HUGEINT, which Parquet lacks,
 * becomes DECIMAL(38, 0). The file appears under its name when it is whole.
 */
export function queryToParquet(request: QueryRequest, path: string): Promise<QuerySummary> {
  const partial = `${path}.partial-${process.pid}`;
  return prepared(request, [partial], async (ready) => {
    const { connection } = ready;
    if (ready.statement.kind === 'plan') {
      throw new LeveeError('EXPLAIN cannot be written as Parquet', {
        hint: 'choose another output',
        exitCode: 2,
      });
    }
    const limit = request.limits?.rows ?? DEFAULT_ROW_LIMIT;
    const { sql, linesBefore } = limited(ready, request, limit);
    await sane(connection.run(`CREATE TEMP TABLE levee_result AS ${sql}`, request.parameters), linesBefore);
    try {
      const summary = await copyResult(connection, partial, limit);
      await rename(partial, path);
      return summary;
    } finally {
      await rm(partial, { force: true });
    }
  });
}

async function copyResult(connection: EngineConnection, path: string, limit: number): Promise<QuerySummary> {
  const columns = await connection.rows('DESCRIBE levee_result');
  const selected = columns.map(({ column_name: name, column_type: type }) =>
    type === 'HUGEINT'
      ? `${ident(String(name))}::DECIMAL(38, 0) AS ${ident(String(name))}`
      : ident(String(name)),
  );
  const [count] = await connection.rows('SELECT count(*)::INTEGER AS rows FROM levee_result');
  const found = Number(count?.['rows']);
  const most = limit === 0 ? '' : ` LIMIT ${limit}`;
  await sane(
    connection.run(
      `COPY (SELECT ${selected.join(', ')} FROM levee_result${most}) TO ${literal(path)}
       (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
    ),
    1,
  );
  return { rows: limit === 0 ? found : Math.min(found, limit), isCut: limit > 0 && found > limit };
}
