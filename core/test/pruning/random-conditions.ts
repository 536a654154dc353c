import * as fc from 'fast-check';
import { DAYS } from './pruned-files.ts';

const number = fc.integer({ min: -5, max: 125 }).map(String);
const text = fc.constantFrom(
  "'ant'",
  "'Bär'",
  "'a rather'",
  "''",
  "'192.0.2.5'",
  "'\u{1f600}'",
  "'2026'",
  "'2025-12-31T10'",
  "'a%'",
);
const time = fc
  .tuple(fc.constantFrom(...DAYS), fc.integer({ min: 0, max: 23 }))
  .map(([day, hour]) => `TIMESTAMP '${day} ${String(hour).padStart(2, '0')}:30:00'`);
const sign = fc.constantFrom('=', '<', '<=', '>', '>=', '<>');
const numbers = fc.constantFrom(
  'n',
  'd',
  'n + 3',
  'n / 7',
  'n * 2',
  'n - 40',
  '60 - n',
  'round(d)',
  'n * -1',
  'n % 10',
  'CAST(d AS bigint)',
  'length(s)',
);
const textual = fc.constantFrom(
  's',
  'iso',
  'year',
  'day',
  'st.a',
  'substr(s, 1, 2)',
  'upper(s)',
  "date_format(event_time, '%Y-%m-%dT%H')",
  "concat(year, '-x')",
  'reverse(iso)',
  'minute',
);
const temporal = fc.constantFrom(
  'event_time',
  "date_trunc('hour', event_time)",
  "event_time - INTERVAL '3' HOUR",
  'from_iso8601_timestamp(iso)',
  'CAST(event_time AS date)',
  'CAST(event_time AS timestamp(0))',
  'date(event_time)',
  "date_parse(iso, '%Y-%m-%dT%H:%i:%sZ')",
);
const comparison = fc
  .oneof(
    fc.tuple(numbers, sign, fc.oneof(number, numbers)),
    fc.tuple(textual, sign, fc.oneof(text, textual)),
    fc.tuple(temporal, sign, fc.oneof(time, temporal)),
    fc.tuple(textual, fc.constant('LIKE'), text),
  )
  .map((parts) => parts.join(' '));
/** Conditions over the columns of the pruned files, in Athena's dialect. */
export const condition = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    fc.tuple(numbers, number, number).map(([a, b, c]) => `${a} BETWEEN ${b} AND ${c}`),
    fc
      .tuple(numbers, fc.array(number, { minLength: 1, maxLength: 4 }))
      .map(([a, items]) => `${a} IN (${items.join(', ')})`),
    fc.tuple(tie('tree'), fc.constantFrom('AND', 'OR'), tie('tree')).map((parts) => `(${parts.join(' ')})`),
    tie('tree').map((inner) => `NOT (${inner})`),
    numbers.map((each) => `${each} IS NULL`),
  ),
})).tree;
