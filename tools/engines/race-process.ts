import { argv } from 'node:process';
import { openLakeAt } from './open-lake.ts';
import { plainRowsSql } from './edge-rows.ts';
import { edgeTables } from './edge-tables.ts';

/** Batches that each racing process commits, and rows in each. */
export const RACE = { processes: 4, batches: 5, rows: 20 } as const;

const [, script, folder, name] = argv;
if (script === import.meta.filename && folder !== undefined && name !== undefined) await race(folder, name);

/** Commits small batches as fast as it can, while others do the same. */
async function race(at: string, racer: string): Promise<void> {
  const edges = await openLakeAt(at, [edgeTables.raced]);
  for (let batch = 0; batch < RACE.batches; batch += 1) {
    const object = `file:///logs/race-${racer}-${batch}.gz`;
    const select = plainRowsSql({
      object,
      count: RACE.rows,
      from: `2024-03-0${batch + 1} 00:00:00+00`,
      stepMicros: 60_000_001,
    });
    const day = `2024-03-0${batch + 1}`;
    await edges.stage(edgeTables.raced, {
      id: `race-${racer}-${batch}`,
      select,
      object,
      rows: RACE.rows,
      days: [day, day],
    });
    await edges.lake.commitStaged();
  }
  edges.close();
}
