import { existsSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatNamed, openDecoder, sums, type Decoder } from './decode-fixture.ts';
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

describe.skipIf(!isThere)('published samples', () => {
  let decoder: Decoder;

  beforeAll(async () => {
    decoder = await openDecoder();
  });

  afterAll(() => decoder.close());

  test.each(SOURCES)(
    '$format of $from: $records records',
    async ({ format, objects, records, rejects = {} }) => {
      const decoded = await decoder.decode(formatNamed(format), objects(), { select: 'event_time' });
      const kinds: Record<string, number> = {};
      for (const { kind } of decoded.rejects) kinds[String(kind)] = (kinds[String(kind)] ?? 0) + 1;
      expect(kinds).toEqual(rejects);
      const rejected = Object.values(rejects).reduce((sum, count) => sum + count, 0);
      expect(sums(decoded.outcomes)).toEqual({ records, rows: records - rejected, rejects: rejected });
      expect(decoded.rows.filter((row) => row['event_time'] === null)).toEqual([]);
    },
  );

  test.each(SOURCES.filter(({ format }) => ['waf', 'cloudtrail'].includes(format)))(
    '$format of $from: every member is found again',
    async (source) => {
      const found = parsedRecords(source);
      const objects = found.map((record, at) => ({ key: String(at), bytes: bytesOf(record) }));
      const { rows } = await decoder.decode(formatNamed(source.format), objects);
      const lost = rows.flatMap((row) => {
        const at = Number(String(row['source_object']).slice('s3://logs/'.length));
        const record = found[at] ?? {};
        return lostMembers((record['detail'] as JsonObject | undefined) ?? record, row).map((path) => [
          at,
          path,
        ]);
      });
      expect(lost).toEqual([]);
      expect(found).toHaveLength(source.records);
    },
  );

  async function disagreements({ format, cases, names, unmatched }: Expectation) {
    const wrong: unknown[] = [];
    let compared = 0;
    for (const { input, expected } of cases()) {
      const { rows } = await decoder.decode(formatNamed(format), [{ key: 'line', bytes: bytesOf(input) }]);
      const [row = {}] = rows;
      for (const [name, theirs] of Object.entries(expected ?? {})) {
        if (unmatched[name] !== undefined) continue;
        const where = names[name];
        const ours = typeof where === 'string' ? row[where] : where?.(row);
        if (where === undefined || !agrees(name, theirs, ours)) wrong.push({ name, theirs, ours });
        compared += 1;
      }
    }
    return { wrong, compared };
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
      const at = Number(String(row['source_object']).slice('s3://logs/'.length));
      const { webaclId: _arn, httpRequest, ...rest } = samples[at]?.aws.waf ?? {};
      const { headers: _headers, ...request } = httpRequest as JsonObject;
      return lostMembers({ ...rest, httpRequest: request }, row);
    });
    expect(lost).toEqual([]);
    expect(rows).toHaveLength(38);
  });
});
