import { expect, test } from 'vitest';
import { definitions, formats } from './ddl.fixture.ts';
import { icebergView, viewsOf } from './index.ts';
import { sparkExpression } from './spark-expression.ts';
import { expressionType } from './view-expression.ts';

const fields = definitions[0]?.fields ?? [];

test.each([
  ['badge', 'string'],
  ['"code"', 'int'],
  ['place.street', 'string'],
  ["'it''s'", 'string'],
  ['CAST(code AS VARCHAR)', 'string'],
  ['CAST(place.street AS bigint)', 'long'],
  ["split_part(badge, '-', 1)", 'string'],
  ['event_time', 'timestamptz'],
  ['CAST(event_time AS DATE)', 'date'],
])('%s is a %s', (sql, type) => {
  expect(expressionType(sql, fields)).toBe(type);
});

test.each([
  ['nothing', 'names a column that is not there'],
  ['place.nothing', 'names a column that is not there'],
  ['code.street', 'names a column that is not there'],
  ['code + 1', 'the type of the declared expression code + 1 is not known'],
  ['sha1(badge)', 'is not known'],
  ['CAST(code AS ipaddress)', 'is not known'],
  ["lower(badge) || 'x'", 'is not known'],
])('%s is refused', (sql, message) => {
  expect(() => expressionType(sql, fields)).toThrow(message);
});

test.each([
  ['"a`b"', '`a``b`'],
  [String.raw`split_part(a, '\', 2)`, String.raw`split_part(a, '\\', 2)`],
  ["'it''s'", String.raw`'it\'s'`],
  ['CAST("end" AS VARCHAR)', 'CAST(`end` AS STRING)'],
  ['varchar', 'varchar'],
  ['CAST(t AS DATE)', 'CAST(to_utc_timestamp(t, current_timezone()) AS DATE)'],
  ["date_format(t, '%H:%i')", "date_format(to_utc_timestamp(t, current_timezone()), 'HH:mm')"],
])('%s is %s in Spark', (sql, spark) => {
  expect(sparkExpression(sql)).toBe(spark);
});

test('what Spark has no counterpart for is refused', () => {
  expect(() => sparkExpression('url_decode(a)')).toThrow(
    'url_decode() of the declared expression url_decode(a)',
  );
  expect(() => sparkExpression("date_format(t, '%W')")).toThrow('%W of the declared expression');
});

test('parts of a view that differ are refused', () => {
  const [door, gate] = formats;
  if (door === undefined || gate === undefined) throw new Error('two formats');
  const odd = { ...gate, views: { passages: { time: 'at', who: 'plate', code: 'event_time' } } };
  expect(() => viewsOf([door, odd], definitions)).toThrow('the parts of the view passages differ');
});

test('a view as the specification has it', () => {
  const [view] = viewsOf(formats, definitions);
  if (view === undefined) throw new Error('there is a view');
  const options = {
    catalog: 'levee',
    namespace: 'n',
    location: 'file:///lake/n/passages',
    createdAt: 1_774_656_000_000,
  };
  const made = JSON.parse(icebergView(view, options)) as Record<string, unknown>;
  expect(made).toMatchObject({
    'format-version': 1,
    location: 'file:///lake/n/passages',
    'current-version-id': 1,
    'version-log': [{ 'version-id': 1, 'timestamp-ms': 1_774_656_000_000 }],
    versions: [
      {
        'version-id': 1,
        'schema-id': 0,
        'default-catalog': 'levee',
        'default-namespace': ['n'],
        representations: [
          { type: 'sql', dialect: 'trino' },
          { type: 'sql', dialect: 'spark' },
        ],
      },
    ],
  });
  expect(made['view-uuid']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(icebergView(view, options)).toBe(icebergView(view, options));
  const ids = [...JSON.stringify(made['schemas']).matchAll(/"(?:id|element-id|key-id|value-id)":(\d+)/g)].map(
    ([, id]) => id,
  );
  expect(new Set(ids).size).toBe(ids.length);
});
