import { join } from 'node:path';
import { catalogViews } from '../../core/src/bin/catalog-views.ts';
import type { Lake } from '../../core/src/lake/index.ts';
import { checkAthenaContract, checkTrinoContract } from './contract.ts';
import { checkGrammar, checkTrinoDdl } from './ddl.ts';
import type { Engine } from './engine.ts';
import type { Report } from './report.ts';
import { checkSparkDdl, checkSparkViews } from './spark-views.ts';
import { checkNamedQueries } from './named-queries.ts';
import { checkPublishedOnLake } from './published-on-lake.ts';
import { checkQueries, checkViewNames, checkViews } from './views.ts';

/** A lake as the command line made it, and as the catalog serves it. */
export interface Elsewhere {
  /** Folder that holds the lake in `lake`. */
  readonly folder: string;
  readonly lake: Lake;
}

/** The views that the catalog serves of this lake. */
export const viewsOfLake = ({ folder, lake }: Elsewhere) =>
  catalogViews({ lake, folder: join(folder, 'lake') });

/** What engines see besides tables: views by the catalog, what `levee ddl` prints, and questions through the port. */
export async function checkElsewhere(engine: Engine, elsewhere: Elsewhere, report: Report): Promise<void> {
  const { folder } = elsewhere;
  const { server, views } = engine;
  const expected = (await viewsOfLake(elsewhere)()).map(({ name }) => name);
  const tables = await elsewhere.lake.tables();
  if (views !== undefined) await checkViewNames({ name: engine.name, views }, expected, report);
  if (engine.sparkRows !== undefined) {
    await checkSparkViews(folder, engine.sparkRows, report);
    await checkSparkDdl(tables, engine.sparkRows, report);
  }
  if (server === undefined) return;
  await report.attempt('the contract of engines', async () => {
    checkTrinoContract(server, report);
    await checkAthenaContract(report);
  });
  const on = { folder, server, tables, views: expected };
  await checkViews(on, report);
  await checkQueries(on, report);
  await checkNamedQueries(on, report);
  await checkPublishedOnLake(on, report);
  await checkTrinoDdl(on, report);
  checkGrammar('athena', report);
  checkGrammar('spark', report);
}
