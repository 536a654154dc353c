import { afterAll, beforeAll, expect, test } from 'vitest';
import { boardData, Desk, keepRecent } from '#api';
import { allBoards } from '#boards';
import { serveSimulated, type ServedLake } from './simulated-lake.ts';

let lake: ServedLake;
beforeAll(async () => {
  lake = await serveSimulated(200_000_000);
}, 600_000);
afterAll(() => lake.stop());

test('boards of the newest day and of earlier ones read no file for what is counted', async () => {
  const problems: unknown[] = [];
  const keeping = keepRecent(lake.world, (error) => problems.push(error));
  await keeping.first;
  keeping.stop();
  expect(problems).toEqual([]);
  let all = 0;
  for (const { name, table, panels } of allBoards) {
    const { lastEvent } = (await lake.world.lake.describe(table)) ?? { lastEvent: null };
    const to = Date.parse(lastEvent ?? '');
    const range = { from: new Date(to - 5 * 86_400_000).toISOString(), to: new Date(to).toISOString() };
    let read = 0;
    await new Desk(lake.world.engine).asking({}, (ask, progress) => {
      const counted: typeof ask = (sql, values) => {
        if (sql.includes('read_parquet')) read += 1;
        return ask(sql, values);
      };
      return boardData(
        lake.world,
        { ask: counted, progress },
        { board: name, range, filters: [], compare: true },
      );
    });
    // Only the rows that tables list.
    const tables = panels.filter(({ kind }) => kind === 'table').length;
    expect([name, read <= tables]).toEqual([name, true]);
    all += read;
  }
  expect(all).toBeGreaterThan(0);
});

test('what cannot be read is told, and does not end the keeping', async () => {
  const problems: unknown[] = [];
  const describe = () => Promise.reject(new Error('the disk is gone'));
  const world = { ...lake.world, lake: { ...lake.world.lake, describe } };
  const keeping = keepRecent(world, (error) => problems.push(error));
  await keeping.first;
  keeping.stop();
  expect(problems.map(String)).toEqual(['Error: the disk is gone']);
});
