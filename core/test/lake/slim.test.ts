import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Field, TableDefinition } from '#format';
import { literal } from '#port';
import { foreignDelete } from './foreign-commit.ts';
import { commitRows, field, MAINTAIN, rejects, testLake, type TestLake } from './lake-fixture.ts';

const list = (id: number, name: string, fields: readonly Field[]): Field =>
  field(id, name, {
    type: 'list',
    'element-id': 100 + id,
    'element-required': false,
    element: { type: 'struct', fields },
  });

const definition: TableDefinition = {
  name: 'events',
  about: 'A test event.',
  entity: 'client_ip',
  fields: [
    field(1, 'event_time', 'timestamptz'),
    field(2, 'client_ip', 'string'),
    list(3, 'rules', [
      field(10, 'id', 'string'),
      field(11, 'note', 'string'),
      list(12, 'hits', [field(20, 'what', 'string'), field(21, 'place', 'long')]),
      field(13, 'token', {
        type: 'struct',
        fields: [field(30, 'code', 'int'), field(31, 'reason', 'string')],
      }),
    ]),
    field(4, 'request', { type: 'struct', fields: [field(40, 'uri', 'string'), field(41, 'asn', 'long')] }),
  ],
};

const RULES =
  'STRUCT(id VARCHAR, note VARCHAR, hits STRUCT(what VARCHAR, place BIGINT)[], token STRUCT(code INTEGER, reason VARCHAR))[]';

/** Per day the rules of its rows, what its file has of them, and the rows as JSON. */
const DAYS: Readonly<
  Record<string, { rules: readonly string[]; leaves: readonly string[]; read: readonly string[] }>
> = {
  // Null and empty lists differ; of what no element has one member stays.
  '01': {
    rules: ['[]', 'NULL', '[NULL]'],
    leaves: ['rules, list, element, id'],
    read: ['[]', 'null', '[null]'],
  },
  '02': {
    rules: [
      "[{id: 'a', note: NULL, hits: NULL, token: NULL}]",
      '[{id: NULL, note: NULL, hits: NULL, token: NULL}]',
    ],
    leaves: ['rules, list, element, id'],
    read: [
      '[{"id":"a","note":null,"hits":null,"token":null}]',
      '[{"id":null,"note":null,"hits":null,"token":null}]',
    ],
  },
  // An empty list and a struct of nulls are not null.
  '03': {
    rules: [
      "[{id: 'b', note: NULL, hits: [], token: NULL}]",
      "[{id: 'c', note: NULL, hits: NULL, token: {code: NULL, reason: NULL}}]",
    ],
    leaves: [
      'rules, list, element, hits, list, element, what',
      'rules, list, element, id',
      'rules, list, element, token, code',
    ],
    read: [
      '[{"id":"b","note":null,"hits":[],"token":null}]',
      '[{"id":"c","note":null,"hits":null,"token":{"code":null,"reason":null}}]',
    ],
  },
  // What one element of many has, in the second list of a row and deep in it.
  '04': {
    rules: [
      '[{id: NULL, note: NULL, hits: NULL, token: NULL}, {id: NULL, note: NULL, hits: [{whplace: NULL, place: NULL}, {whplace: NULL, place: 7}], token: NULL}]',
    ],
    leaves: ['rules, list, element, hits, list, element, place'],
    read: [
      '[{"id":null,"note":null,"hits":null,"token":null},{"id":null,"note":null,"hits":[{"what":null,"place":null},{"what":null,"place":"7"}],"token":null}]',
    ],
  },
  '05': {
    rules: ["[{id: NULL, note: 'n', hits: NULL, token: {code: NULL, reason: 'r'}}]"],
    leaves: ['rules, list, element, note', 'rules, list, element, token, reason'],
    read: ['[{"id":null,"note":"n","hits":null,"token":{"code":null,"reason":"r"}}]'],
  },
  '06': {
    rules: ["[{id: 'z', note: NULL, hits: [{what: 'w', place: NULL}], token: {code: 1, reason: NULL}}]"],
    leaves: [
      'rules, list, element, hits, list, element, what',
      'rules, list, element, id',
      'rules, list, element, token, code',
    ],
    read: ['[{"id":"z","note":null,"hits":[{"what":"w","place":null}],"token":{"code":1,"reason":null}}]'],
  },
};

let lake: TestLake;

async function put(day: string, rules: readonly string[]): Promise<void> {
  const rows = rules.map(
    (text, at) =>
      `SELECT TIMESTAMPTZ '2024-05-${day} 00:00:0${at}+00' AS event_time, '192.0.2.${at}' AS client_ip, ${text}::${RULES} AS rules, ` +
      `{uri: '/', asn: NULL::BIGINT} AS request, '2024-05-${day}' AS event_day`,
  );
  await commitRows(lake, definition, {
    day: `2024-05-${day}`,
    select: rows.join(' UNION ALL '),
    rows: rules.length,
  });
}

beforeAll(async () => {
  lake = await testLake([definition, rejects]);
  for (const [day, { rules }] of Object.entries(DAYS)) await put(day, rules);
  await lake.lake.maintain(MAINTAIN);
});
afterAll(() => lake.close());

/** Rules of all rows of a day, as JSON. */
async function rulesOf(day: string): Promise<string[]> {
  const rows = await lake.read(
    `SELECT rules, request FROM {table} WHERE strftime(event_time, '%d') = '${day}' ORDER BY event_time`,
  );
  for (const { request } of rows) expect(request).toEqual({ uri: '/', asn: null });
  return rows.map(({ rules }) => JSON.stringify(rules));
}

test.each(Object.entries(DAYS))(
  'day %s has of lists what some element has, and is read whole',
  async (day, { leaves, read }) => {
    const scan = await lake.lake.scan('events', { days: { from: `2024-05-${day}`, to: `2024-05-${day}` } });
    const [path = ''] = scan?.files.map((file) => file.path) ?? [];
    expect(path).toContain('/sorted-');
    const schema = await lake.engine.withConnection((connection) =>
      connection.rows(
        `SELECT DISTINCT path_in_schema AS leaf FROM parquet_metadata(${literal(path)}) ORDER BY leaf`,
      ),
    );
    expect(schema.map(({ leaf }) => leaf)).toEqual([
      'client_ip',
      'event_time',
      'request, asn',
      'request, uri',
      ...leaves,
    ]);
    expect(await rulesOf(day)).toEqual(read);
  },
);

test('once more compacted, with rows that came later, nothing is lost', async () => {
  await put('02', ["[{id: NULL, note: 'late', hits: NULL, token: NULL}]"]);
  await lake.lake.maintain(MAINTAIN);
  const late = '[{"id":null,"note":"late","hits":null,"token":null}]';
  expect((await rulesOf('02')).toSorted()).toEqual([late, ...(DAYS['02']?.read ?? [])].toSorted());
});

test('nor where another engine deletes rows, and columns are found by id', async () => {
  const scan = await lake.lake.scan('events', { days: { from: '2024-05-03', to: '2024-05-03' } });
  await foreignDelete(lake, [{ key: scan?.files[0]?.key ?? '', position: 0 }]);
  expect(await rulesOf('03')).toEqual(DAYS['03']?.read.slice(1));
  expect(await rulesOf('05')).toEqual(DAYS['05']?.read);
});
