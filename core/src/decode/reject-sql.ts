import { ident, literal } from '#port';
import type { Field, Format, TableDefinition } from '#format';
import { commonFields } from '#format';
import { ORDINAL } from './lanes.ts';
import { objectsRelation, type BatchFacts } from './row-sql.ts';
import type { Spool } from './spool-set.ts';

/** One column of the rejects table: its place in the spool, its type, and its meaning. */
const OWN: readonly { name: string; type: 'string' | 'long'; about: string }[] = [
  { name: 'format', type: 'string', about: 'Format the object was read as.' },
  { name: 'table_name', type: 'string', about: 'Table the record would have gone to.' },
  { name: 'kind', type: 'string', about: 'Why it is not a row, one of a closed list.' },
  { name: 'reason', type: 'string', about: 'The same in words.' },
  { name: 'record_number', type: 'long', about: 'Number of the record in its object, from 0.' },
  { name: 'byte_offset', type: 'long', about: 'Where it begins in the inflated text; null where not known.' },
  {
    name: 'raw',
    type: 'string',
    about: 'The record itself, cut at the configured length; bytes that are not UTF-8 as \\xhh.',
  },
  {
    name: 'raw_bytes',
    type: 'long',
    about: 'Length of the whole record in bytes; of one over maxRecordBytes up to where the next was found.',
  },
  { name: 'raw_sha256', type: 'string', about: 'SHA-256 of those raw_bytes bytes where raw is cut.' },
  {
    name: 'reject_count',
    type: 'long',
    about: 'How many rejects this line stands for: 1, or more where a limit cut their number.',
  },
];

/** The common columns that a reject has: the others would always be null. */
const SHARED = new Set(['event_time', 'account_id', 'region', 'stream', 'source_object', 'ingested_at']);

/** The `rejects` table. `event_time` is when the record was rejected. */
export const rejectsDefinition: TableDefinition = {
  name: 'rejects',
  about: 'A record that could not become a row, with its raw text, the reason and the place.',
  fields: [
    ...OWN.map(({ name, type, about }, at): Field => ({
      id: 101 + at,
      name,
      required: false,
      type,
      doc: about,
    })),
    ...commonFields().filter(({ name }) => SHARED.has(name) || ['year', 'month', 'day'].includes(name)),
  ],
  entity: 'source_object',
};

/** The SELECT that fills `rejects` from a batch, with `event_day`; undefined where the batch has none. */
export function rejectSelect(
  format: Format,
  spools: readonly Spool[],
  facts: BatchFacts,
): string | undefined {
  const paths = spools.filter((spool) => spool.lane === 'rejects').map((spool) => literal(spool.path));
  if (paths.length === 0) return undefined;
  const at = `make_timestamptz(${facts.ingestedAt})`;
  const day = `strftime(make_timestamp(${facts.ingestedAt}), '%Y-%m-%d')`;
  return (
    `SELECT ${literal(format.name)} AS format, ${literal(format.table)} AS table_name, kind, reason, record AS record_number, ` +
    `"offset" AS byte_offset, raw, "rawBytes" AS raw_bytes, sha256 AS raw_sha256, coalesce("count", 1) AS reject_count, ` +
    `${at} AS event_time, object."@account" AS account_id, object."@region" AS region, object."@stream" AS stream, ` +
    `object."@uri" AS source_object, ${at} AS ingested_at, left(${day}, 4) AS year, substr(${day}, 6, 2) AS month, ` +
    `right(${day}, 2) AS day, ${day} AS event_day FROM read_json([${paths.join(', ')}], format = 'newline_delimited', ` +
    `maximum_object_size = 33554432, columns = {${literal(ORDINAL)}: 'INTEGER', record: 'BIGINT', "offset": 'BIGINT', kind: 'VARCHAR', ` +
    `reason: 'VARCHAR', raw: 'VARCHAR', "rawBytes": 'BIGINT', sha256: 'VARCHAR', "count": 'BIGINT'}) AS reject ` +
    `JOIN ${objectsRelation(facts.objectsPath)} AS object ON reject.${ident(ORDINAL)} = object."@ordinal"`
  );
}
