import type { DistributedLake } from './rewrite-tables.ts';
import { Scan } from './sql-scan.ts';

/**
 * Leaves out of views the parts whose table the engine does not have. It is asked for its tables once, and only for SQL that names
 * a view of several parts.
 */
export function presentViews(
  lake: DistributedLake,
  listTables: (lake: DistributedLake) => Promise<readonly string[]>,
): (sql: string) => Promise<DistributedLake> {
  const unions = new Set(lake.views.flatMap(({ name, parts }) => (parts.length > 1 ? [name] : [])));
  let present: Promise<DistributedLake> | undefined;
  return (sql) => {
    const scan = new Scan(sql);
    const isNamed = Array.from({ length: scan.length }, (_, place) => scan.name(place)).some((name) =>
      unions.has(name ?? ''),
    );
    if (!isNamed) return Promise.resolve(lake);
    present ??= listTables(lake).then((tables) => withTables(lake, new Set(tables)));
    // A failure is told to the one who asked, and the next one asks anew.
    present.catch(() => (present = undefined));
    return present;
  };
}

function withTables(lake: DistributedLake, tables: ReadonlySet<string>): DistributedLake {
  const views = lake.views.map((view) => ({
    ...view,
    parts: view.parts.filter(({ table }) => tables.has(table)),
  }));
  return { ...lake, views: views.filter(({ parts }) => parts.length > 0) };
}
