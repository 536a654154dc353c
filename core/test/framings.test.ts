import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  cloudWatchLogs,
  defineFormat,
  int,
  isoTime,
  jsonValues,
  lines,
  long,
  part,
  text,
  w3cTime,
  type Format,
} from '#format';
import { formatNamed, openDecoder, sums, type Decoder, type DecodeOptions } from './decode-fixture.ts';

/**
 * Framings that the declaration language promises and no format of the catalogue has yet, each proven by a small
 * format through the real workers, spools and SQL. Expected values are read off the text by hand.
 */
let decoder: Decoder;

beforeAll(async () => {
  decoder = await openDecoder(1);
});

afterAll(() => decoder.close());

const small = (
  format: Pick<Format, 'framing' | 'time' | 'columns' | 'nulls'> & Partial<Pick<Format, 'envelopes'>>,
): Format =>
  defineFormat({
    name: 'small',
    table: 'small_logs',
    title: 'Small logs',
    about: 'A record.',
    reference: 'https://example.com/',
    objects: [],
    content: [],
    growth: 'at-the-end',
    entity: 'client_ip',
    roles: { ips: [], principals: [], resources: [] },
    ...format,
  });

/** Rows by the fast and by the explaining reader, which must agree; rejects by kind. */
async function decode(format: Format, body: string, select: string) {
  const object = { key: 'object', bytes: body };
  const read = (options: DecodeOptions) => decoder.decode(format, [object], { select, ...options });
  const [fast, explained] = [await read({}), await read({ explainAll: true })];
  expect(explained.rows).toEqual(fast.rows);
  const { records, rows, rejects } = sums(fast.outcomes);
  expect(records).toBe(rows + rejects);
  return {
    rows: fast.rows.map((row) => Object.values(row)),
    rejects: fast.rejects.map((reject) => reject['kind']),
    drift: fast.outcomes[0]?.drift,
  };
}

const w3c = small({
  framing: lines({ by: 'tab' }, { order: 'w3c' }),
  nulls: ['-'],
  time: w3cTime('date', 'time'),
  columns: {
    date: text('Date.'),
    time: text('Time of day.'),
    c_ip: text('Client.', { from: part('c-ip', 'whole') }),
    cs_user_agent: text('Agent.', { from: part('cs(User-Agent)', 'whole') }),
    sc_status: int('Status.', { from: part('sc-status', 'whole') }),
  },
});
const W3C_COLUMNS = 'event_time, date, time, c_ip, cs_user_agent, sc_status, extra';

test('W3C: the #Fields: line names the columns, in any order, and may come again', async () => {
  const body = [
    '#Version: 1.0',
    '#Fields: date time c-ip sc-status cs(User-Agent)',
    '2019-12-04\t21:02:31\t192.0.2.100\t200\tMozilla/5.0%20(X11)',
    '2019-12-04\t21:02:31.5\t192.0.2.101\t-\t-',
    '# a comment',
    '#Fields: sc-status time date',
    '404\t00:00:00\t2019-12-05',
  ].join('\r\n');
  expect(await decode(w3c, body, W3C_COLUMNS)).toEqual({
    rows: [
      ['2019-12-04 21:02:31+00', '2019-12-04', '21:02:31', '192.0.2.100', 'Mozilla/5.0%20(X11)', 200, null],
      ['2019-12-04 21:02:31.5+00', '2019-12-04', '21:02:31.5', '192.0.2.101', null, null, null],
      ['2019-12-05 00:00:00+00', '2019-12-05', '00:00:00', null, null, 404, null],
    ],
    rejects: [],
    drift: {},
  });
});

test('W3C: unknown fields, odd times and lines without names', async () => {
  const body = [
    '2019-12-04\t21:02:31\t192.0.2.100',
    '#Fields: date time x-new sc-status',
    '2019-12-04\t21:02:31,1234567\ttomorrow\tfour',
    '2019-12-04\t24:00:00\t-\t200',
    '2019-12-04\t-\t-\t200',
    '2019-12-04\t21:02:31',
    '2019-12-04\t21:02:31\t-\t200\tmore',
  ].join('\n');
  const { rows, rejects, drift } = await decode(w3c, body, W3C_COLUMNS);
  expect(rows).toEqual([
    [
      '2019-12-04 21:02:31+00',
      '2019-12-04',
      '21:02:31',
      null,
      null,
      200,
      [{ key: 'column_5', value: 'more' }],
    ],
    [
      '2019-12-04 21:02:31.123456+00',
      '2019-12-04',
      '21:02:31.123456',
      null,
      null,
      null,
      [
        { key: 'x-new', value: 'tomorrow' },
        { key: 'sc-status', value: 'four' },
      ],
    ],
  ]);
  expect(rejects).toEqual(['no_header', 'unreadable_event_time', 'no_event_time', 'too_few_columns']);
  expect(drift).toEqual({
    'unknown_column x-new': 1,
    'unreadable_value sc-status': 1,
    'unknown_column column_5': 1,
  });
});

// RFC 5424, 6: "<PRI>VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG"; "-" is NILVALUE.
const syslog = small({
  framing: lines(
    {
      by: 'pattern',
      pattern:
        /^<(?<priority>\d{1,3})>(?<version>\d) (?<time>\S+) (?<host>\S+) (?<app>\S+) (?<process>\S+) (?<id>\S+) (?<data>-|(?:\[.*?\])+)(?: (?<message>.*))?$/,
    },
    { order: 'declared', least: 9 },
  ),
  nulls: ['-'],
  time: isoTime('time'),
  columns: {
    priority: int('Facility times 8 plus severity.'),
    version: int('Version.'),
    time: text('Time.'),
    host: text('Host.'),
    app: text('Application.'),
    process: text('Process.'),
    id: text('Message id.'),
    data: text('Structured data.'),
    message: text('Message.'),
  },
});

test("syslog: a pattern's groups are the columns", async () => {
  const body = [
    "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - 'su root' failed for lonvick",
    '<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It\tis time',
    '<165>1 2003-10-11T22:14:16Z host.example.com evntslog - ID47 [a@32473 iut="3"][b@32473 x="y z"]',
    'no syslog at all',
    '<13>1 yesterday host app - - - late',
  ].join('\n');
  const { rows, rejects } = await decode(syslog, body, 'event_time, priority, host, process, data, message');
  expect(rows).toEqual([
    ['2003-08-24 12:14:15.000003+00', 165, '192.0.2.1', '8710', null, '%% It\tis time'],
    ['2003-10-11 22:14:15.003+00', 34, 'mymachine.example.com', null, null, "'su root' failed for lonvick"],
    ['2003-10-11 22:14:16+00', 165, 'host.example.com', null, '[a@32473 iut="3"][b@32473 x="y z"]', null],
  ]);
  expect(rejects).toEqual(['unmatched_pattern', 'unreadable_event_time']);
});

const server = small({
  framing: lines(
    { by: 'pattern', pattern: /^(?<time>\S+ \S+) (?<level>[A-Z]+): +(?<message>[\s\S]*)$/ },
    { order: 'declared', least: 3 },
    /^\d{4}-\d\d-\d\d \d\d:/,
  ),
  nulls: [],
  time: isoTime('time'),
  columns: { time: text('Time.'), level: text('Level.'), message: text('Message, with its lines.') },
});

test('a record of several lines begins where the start pattern matches', async () => {
  const body =
    'rest of an older record\n' +
    '2024-05-01 12:00:00.250 ERROR: no such relation\n  at line 3\n\n  at line 5\n' +
    '2024-05-01 12:00:01 LOG:  done\n';
  const { rows, rejects } = await decode(server, body, 'event_time, level, message');
  expect(rows).toEqual([
    ['2024-05-01 12:00:00.25+00', 'ERROR', 'no such relation\n  at line 3\n\n  at line 5'],
    ['2024-05-01 12:00:01+00', 'LOG', 'done'],
  ]);
  expect(rejects).toEqual(['unmatched_pattern']);
});

const tabbed = small({
  framing: lines({ by: 'tab' }, { order: 'declared', least: 2 }),
  nulls: [],
  time: isoTime('time'),
  columns: { time: text('Time.'), name: text('Name.'), note: text('Note.'), count: long('Count.') },
});

test('tab: spaces and quotes are characters, an empty column is an empty text', async () => {
  const body = [
    '2024-05-01T12:00:00Z\ta "b\'\\ c\t\t7',
    '2024-05-01T12:00:01Z\t-\tNULL\t9007199254740993',
    '2024-05-01T12:00:02Z\t',
    '2024-05-01T12:00:03Z\tx\ty\t',
    '2024-05-01T12:00:04Z\tx\ty\t1\t\tlast',
    'only one',
  ].join('\n');
  const { rows, rejects } = await decode(tabbed, body, 'name, note, count, extra');
  expect(rows).toEqual([
    ['', null, null, null],
    ['-', 'NULL', '9007199254740993', null],
    ['a "b\'\\ c', '', '7', null],
    [
      'x',
      'y',
      '1',
      [
        { key: 'column_5', value: '' },
        { key: 'column_6', value: 'last' },
      ],
    ],
    ['x', 'y', null, [{ key: 'count', value: '' }]],
  ]);
  expect(rejects).toEqual(['too_few_columns']);
});

test('tab: beyond 512 columns the last holds the rest', async () => {
  const many = Array.from({ length: 600 }, (_, at) => `t${at}`);
  const body = ['2024-05-01T12:00:00Z', 'a', 'b', '1', ...many].join('\t');
  const { rows } = await decode(tabbed, body, "cardinality(extra) AS more, extra['column_512'] AS last");
  expect(rows).toEqual([['508', many.slice(507).join('\t')]]);
});

const changes = small({
  framing: jsonValues(),
  nulls: [],
  time: isoTime('updated', 'created'),
  columns: { id: long('Id.'), created: text('Created.'), updated: text('Updated.') },
});

test('of two time fields the one declared first that has a value counts, and is not passed over', async () => {
  const created = '"created":"2024-05-01T00:00:00Z"';
  const body = [
    `{"id":1,${created},"updated":"2024-06-01T00:00:00Z"}`,
    `{"id":2,"updated":null,${created}}`,
    `{"id":3,${created}}`,
    `{"id":4,"updated":"2024-06-02T00:00:00Z","created":"some day"}`,
    `{"id":5,"updated":"some day",${created}}`,
    `{"id":6,"updated":{"":0},${created}}`,
    `{"id":7,${created},"updated":[[]]}`,
    `{"id":8,${created},"updated":true}`,
    '{"id":9,"updated":null}',
  ].join('\n');
  const { rows, rejects } = await decode(changes, body, 'id, event_time');
  expect(rows).toEqual([
    ['1', '2024-06-01 00:00:00+00'],
    ['2', '2024-05-01 00:00:00+00'],
    ['3', '2024-05-01 00:00:00+00'],
    ['4', '2024-06-02 00:00:00+00'],
  ]);
  expect(rejects).toEqual([
    'unreadable_event_time',
    'unreadable_event_time',
    'unreadable_event_time',
    'unreadable_event_time',
    'no_event_time',
  ]);
  const only = await decoder.decode(changes, [{ key: 'object', bytes: body.split('\n')[0] ?? '' }]);
  expect(only.outcomes[0]).toMatchObject({ firstDay: '2024-06-01', lastDay: '2024-06-01' });
});

test('a field that is named twice hides nothing, and no name of a field can be more than a name', async () => {
  const body = [
    '#Fields: date time x C-IP c-ip c-ip x\');DROP @o "y"',
    '2019-12-04\t21:02:31\t-\tupper\t192.0.2.1\t192.0.2.2\tz\to\tq',
    '2019-12-04\t21:02:32\t-\t-\t-\t-\t-\t-\t-',
  ].join('\n');
  const { rows, drift } = await decode(w3c, body, 'event_time, c_ip, extra');
  expect(rows).toEqual([
    [
      '2019-12-04 21:02:31+00',
      null,
      [
        { key: 'C-IP', value: 'upper' },
        { key: 'column_5', value: '192.0.2.1' },
        { key: 'column_6', value: '192.0.2.2' },
        { key: "x');DROP", value: 'z' },
        { key: '@o', value: 'o' },
        { key: '"y"', value: 'q' },
      ],
    ],
    ['2019-12-04 21:02:32+00', null, null],
  ]);
  expect(Object.keys(drift ?? {})).toHaveLength(6);
});

/** What CloudWatch Logs sends to a subscriber (User Guide, "Subscription filters with Amazon Data Firehose"). */
const delivery = (messages: readonly unknown[]): string =>
  JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/flow',
    logStream: 'eni-0a1b-all',
    subscriptionFilters: ['lake'],
    logEvents: messages.map((message, at) => ({ id: `3${at}`, timestamp: 1_777_896_000_000, message })),
  });
const around = (id: string) => [
  { key: 'cloudwatch.messageType', value: 'DATA_MESSAGE' },
  { key: 'cloudwatch.owner', value: '123456789012' },
  { key: 'cloudwatch.logGroup', value: '/flow' },
  { key: 'cloudwatch.logStream', value: 'eni-0a1b-all' },
  { key: 'cloudwatch.subscriptionFilters', value: '["lake"]' },
  { key: 'cloudwatch.id', value: id },
  { key: 'cloudwatch.timestamp', value: '1777896000000' },
];

test('lines of any text format may come in envelopes, one behind the other', async () => {
  const enveloped = { ...tabbed, envelopes: [cloudWatchLogs] };
  const messages = ['2024-05-01T12:00:00Z\ta "b"\t\\\t7', '2024-05-01T12:00:01Z\tc\td\tmany', 'short'];
  const bodies = [
    delivery(messages.slice(0, 1)),
    delivery([]),
    delivery(messages.slice(1)),
    '{"logEvents":1}',
  ];
  const { rows, rejects, drift } = await decode(
    enveloped,
    ` \n${bodies.join('')}`,
    'name, note, count, extra',
  );
  expect(rows).toEqual([
    ['a "b"', '\\', '7', around('30')],
    ['c', 'd', null, [...around('30'), { key: 'count', value: 'many' }]],
  ]);
  expect(rejects).toEqual(['too_few_columns', 'no_records']);
  expect(drift).toEqual({ 'unreadable_value count': 1 });
  const bare = await decode(enveloped, `${messages.join('\n')}\n`, 'name, note, count, extra');
  expect(bare.rows.map((row) => row[0])).toEqual(['a "b"', 'c']);
});

test('JSON records in envelopes: as text or as they are', async () => {
  const enveloped = { ...changes, envelopes: [cloudWatchLogs] };
  const record = { id: 9_007_199_254_740_991, updated: '2024-06-01T00:00:00Z', more: [1] };
  const body = [
    delivery([JSON.stringify(record), { id: 2, updated: '2024-06-02T00:00:00Z' }, '{"id":', '"text"']),
    '{"id":3,"updated":"2024-06-03T00:00:00Z"}',
    '{"logGroup":"g","logStream":"s","logEvents":{}}',
    '{"logGroup":"g","logStream":"s","logEvents":[{},7]}',
  ].join('');
  const { rows, rejects } = await decode(enveloped, body, 'id, event_time, extra');
  expect(rows).toEqual([
    ['2', '2024-06-02 00:00:00+00', around('31')],
    ['3', '2024-06-03 00:00:00+00', null],
    ['9007199254740991', '2024-06-01 00:00:00+00', [...around('30'), { key: 'more', value: '[1]' }]],
  ]);
  expect(rejects).toEqual(['malformed_json', 'not_an_object', 'no_records', 'no_records', 'no_records']);
});

test('flow logs come from CloudWatch Logs without a header', async () => {
  const line =
    '2 123456789012 eni-0a1b 203.0.113.12 10.0.0.5 49152 443 6 12 4820 1777896000 1777896058 ACCEPT OK';
  const { rows, rejects } = await decode(
    formatNamed('vpc-flow'),
    delivery([line]),
    'srcaddr, bytes, event_time',
  );
  expect(rows).toEqual([['203.0.113.12', '4820', '2026-05-04 12:00:00+00']]);
  expect(rejects).toEqual([]);
  const custom = await decode(formatNamed('vpc-flow'), delivery(['5 10.0.0.5 443']), 'srcaddr');
  expect(custom.rejects).toEqual(['no_header']);
});
