import { afterAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { catalogue } from '#formats';
import { equalRecord } from './equal-record.ts';

const engine = await openDuckdb({ threads: 1 });
afterAll(() => engine.close());

const WANTED = { micros: '1777000000000000', day: '2026-04-24', values: [] };

test.each(catalogue.map(({ format }) => [format.name, format] as const))(
  'an object of which no record gives a row has none that is equal: %s',
  async (_name, format) => {
    const among = { format, spools: [], objectsPath: '/none' };
    const found = await engine.withConnection((connection) => equalRecord(connection, among, WANTED));
    expect(found).toBeUndefined();
  },
);
