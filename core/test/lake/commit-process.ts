import { testLake } from './lake-fixture.ts';

/** Run as a process: stages and commits some batches into an existing lake folder. */
const [folder = '', name = '', count = '1'] = process.argv.slice(2);
const lake = await testLake(undefined, folder);
for (let at = 0; at < Number(count); at += 1) {
  const object = `file:///${name}-${at}`;
  await lake.stage(`${name}-${at}`, [
    { time: '2024-05-01 00:00:00+00', object },
    { time: '2024-05-02 00:00:00+00', object },
  ]);
  await lake.lake.commitStaged();
}
lake.close();
