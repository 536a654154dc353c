import { existsSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineRow } from '#port';
import {
  formatNamed,
  openDecoder,
  sums,
  type Decoded,
  type Decoder,
  type TestObject,
} from './decode-fixture.ts';
import { EXPECTATIONS, type Expectation } from './corpora/expectations.ts';
import { lostMembers, scalarText } from './corpora/json-members.ts';
import { bytesOf, CORPORA, jsonOf, SOURCES, textOf, type Source } from './corpora/sources.ts';

const isThere = existsSync(CORPORA);

if (!isThere)
  process.stderr.write(`conformance with published samples is skipped: ${CORPORA} is not there\n`);

type JsonObject = Readonly<Record<string, unknown>>;

/** The records of a JSON source as `JSON.parse` sees them, out of documents, lines and envelopes. */
function parsedRecords(source: Source): JsonObject[] {
  return source.objects().flatMap(({ bytes }) => {
    const stored = Buffer.from(bytes);
    const text = (stored[0] === 0x1f ? gunzipSync(stored) : stored).toString('utf8');
    return parsed(text).flatMap((value) => (value['Records'] as JsonObject[] | undefined) ?? [value]);
  });
}

function parsed(text: string): JsonObject[] {
  try {
    return [JSON.parse(text) as JsonObject];
  } catch {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as JsonObject);
  }
}

/** The number of the object that a row is from. */
const numberOf = (row: EngineRow): number => Number(String(row['source_object']).split('/').at(-1));

/** A value as plain text; "no value" as AWS and as parsers write it is null. */
function plain(value: unknown): string | null {
  const text = (Array.isArray(value) ? value.join(' ') : scalarText(value ?? '')).replaceAll(/^"|"$/g, '');
  return text === '' || text === '-' ? null : text;
}

/** Whether a published value is ours: as texts, or as numbers where both are. */
function agrees(name: string, theirs: unknown, ours: unknown): boolean {
  const [left, right] = [plain(theirs), plain(ours)];
  // AWS writes -1 for a time that there is not; Levee says null.
  if (/processing_(?:time|duration)/.test(name) && Number(left) === -1) return right === null;
  return left === right || (left !== null && right !== null && Number(left) === Number(right));
}

/** Each value that is expected of a line, and what our row has. */
const compared = ({ names, unmatched }: Expectation, expected: JsonObject, row: EngineRow) =>
  Object.entries(expected)
    .filter(([name]) => unmatched[name] === undefined)
    .map(([name, theirs]) => {
      const where = names[name];
      const ours = typeof where === 'string' ? row[where] : where?.(row);
      return { name, theirs, ours, isRight: where !== undefined && agrees(name, theirs, ours) };
    });

describe.skipIf(!isThere)('published samples', () => {
  let decoder: Decoder;

  beforeAll(async () => {
    decoder = await openDecoder();
  });

  afterAll(() => decoder.close());

  /** Lists of objects of one format, decoded together as planning a statement takes longer than reading them: what became of each list. */
  async function decodedLists(
    format: string,
    lists: readonly (readonly TestObject[])[],
    select = '*',
  ): Promise<Decoded[]> {
    const objects = lists.flatMap((list, at) =>
      list.map(({ key, bytes }) => ({ key: `${at}/${key}`, bytes })),
    );
    const { rows, rejects, outcomes } = await decoder.decode(formatNamed(format), objects, { select });
    let first = 0;
    return lists.map((list, at) => {
      const isOwn = (row: EngineRow) => String(row['source_object']).startsWith(`s3://logs/${at}/`);
      first += list.length;
      return {
        rows: rows.filter(isOwn),
        rejects: rejects.filter(isOwn),
        outcomes: outcomes.slice(first - list.length, first),
      };
    });
  }

  const sourcesOf = (wanted: string): Source[] => SOURCES.filter(({ format }) => format === wanted);

  /** What becomes of each of a format's sources, asked for once. */
  const once = (decode: (format: string) => Promise<Decoded[]>) => {
    const known = new Map<string, Promise<Decoded[]>>();
    return async (source: Source): Promise<Decoded> => {
      const all = known.get(source.format) ?? decode(source.format);
      known.set(source.format, all);
      const own = (await all)[sourcesOf(source.format).indexOf(source)];
      if (own === undefined) throw new Error(`${source.from} was not decoded`);
      return own;
    };
  };

  const asPublished = once((format) =>
    decodedLists(
      format,
      sourcesOf(format).map(({ objects }) => objects()),
      'source_object, event_time',
    ),
  );

  const recordByRecord = once((format) =>
    decodedLists(
      format,
      sourcesOf(format).map((source) =>
        parsedRecords(source).map((record, at) => ({ key: String(at), bytes: bytesOf(record) })),
      ),
    ),
  );

  test.each(SOURCES)('$format of $from: $records records', async (source) => {
    const { records, rejects = {} } = source;
    const decoded = await asPublished(source);
    const kinds: Record<string, number> = {};
    for (const { kind } of decoded.rejects) kinds[String(kind)] = (kinds[String(kind)] ?? 0) + 1;
    expect(kinds).toEqual(rejects);
    const rejected = Object.values(rejects).reduce((sum, count) => sum + count, 0);
    expect(sums(decoded.outcomes)).toEqual({ records, rows: records - rejected, rejects: rejected });
    expect(decoded.rows).toHaveLength(records - rejected);
    expect(decoded.rows.filter((row) => row['event_time'] === null)).toEqual([]);
  });

  test.each(SOURCES.filter(({ format }) => ['waf', 'cloudtrail'].includes(format)))(
    '$format of $from: every member is found again',
    async (source) => {
      const found = parsedRecords(source);
      const { rows } = await recordByRecord(source);
      const lost = rows.flatMap((row) => {
        const at = numberOf(row);
        const record = found[at] ?? {};
        return lostMembers((record['detail'] as JsonObject | undefined) ?? record, row).map((path) => [
          at,
          path,
        ]);
      });
      expect(lost).toEqual([]);
      expect(found).toHaveLength(source.records);
      expect(new Set(rows.map(numberOf)).size).toBe(rows.length);
    },
  );

  async function disagreements(expectation: Expectation) {
    const given = expectation.cases();
    const lists = given.map(({ input }) => [{ key: 'line', bytes: bytesOf(input) }]);
    const decoded = await decodedLists(expectation.format, lists);
    const all = given.flatMap(({ expected }, at) =>
      compared(expectation, expected ?? {}, decoded[at]?.rows[0] ?? {}),
    );
    return { wrong: all.filter(({ isRight }) => !isRight), compared: all.length };
  }

  test.each(EXPECTATIONS)('$format as $from expects it: $compared values', async (expectation) => {
    expect(await disagreements(expectation)).toEqual({ wrong: [], compared: expectation.compared });
  });

  test('WAF records as an OpenSearch integration expects them, but for what it made anonymous', async () => {
    const lines = textOf('opensearch-catalog/aws_waf/data/raw.log').split('\n');
    const samples = jsonOf('opensearch-catalog/aws_waf/data/samples.json') as { aws: { waf: JsonObject } }[];
    const objects = lines.slice(0, samples.length).map((line, at) => ({ key: String(at), bytes: line }));
    const { rows } = await decoder.decode(formatNamed('waf'), objects);
    const lost = rows.flatMap((row) => {
      const at = numberOf(row);
      const { webaclId: _arn, httpRequest, ...rest } = samples[at]?.aws.waf ?? {};
      const { headers: _headers, ...request } = httpRequest as JsonObject;
      return lostMembers({ ...rest, httpRequest: request }, row);
    });
    expect(lost).toEqual([]);
    expect(rows).toHaveLength(38);
  });
});
