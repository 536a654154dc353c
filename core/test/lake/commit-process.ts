import { once } from 'node:events';
import { commitOften, testLake } from './lake-fixture.ts';

/** Run as a process: opens a lake folder, says so to its parent, and when told commits some batches into it. */
const [folder = '', name = '', count = '1'] = process.argv.slice(2);
const lake = await testLake(undefined, folder);
process.send?.('opened');
await once(process, 'message');
await commitOften(lake, name, Number(count));
lake.close();
process.disconnect();
