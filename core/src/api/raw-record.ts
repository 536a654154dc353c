import type { z } from 'zod';
import type { Field } from '#format';
import { bytesText } from '#kernel';
import { ident } from '#port';
import { textOrNull } from './buckets.ts';
import type { eventRequest, RawAnswer } from './contract.ts';
import { ROW } from './field-path.ts';
import type { Limit } from './limits.ts';
import { coversOf } from './plan.ts';
import { noSuchRow, rowById } from './rows.ts';
import type { ApiWorld, Ask, RecordTold } from './world.ts';

interface Asking {
  readonly ask: Ask;
  readonly stop: AbortSignal;
}

/**
 * The record of a row as AWS wrote it. The row names its object, and the world reads it only where the lake's ledger knows it: nothing
 * of the request is a path.
 */
export async function rawRecord(
  world: ApiWorld,
  { ask, stop }: Asking,
  request: z.output<typeof eventRequest>,
): Promise<RawAnswer> {
  const { scan, micros, day, from } = await rowById(world, request);
  const leaves = leavesOf(scan.fields);
  const values = leaves.map(({ sql }, at) => `${sql} AS c${at}`);
  const [row] = await ask(
    `SELECT ${[`${ROW}.source_object AS object`, ...values].join(', ')} FROM ${from} LIMIT 1`,
  );
  if (row === undefined) throw noSuchRow();
  const object = textOrNull(row['object']);
  const found = leaves.map(({ path, isMany }, at) => ({ path, isMany, text: textOrNull(row[`c${at}`]) }));
  const asked = { table: request.table, micros, day, values: found };
  const told = object === null ? NO_OBJECT : await world.findRecord({ ...asked, object }, stop);
  return {
    ...request,
    object,
    ...textOf(told),
    covers: await coversOf(world, [scan], cutOf(told)),
  };
}

const NO_OBJECT: RecordTold = { state: 'unknown', notes: ['The row names no object that it came from.'] };

const textOf = ({ state, notes, record }: RecordTold) => ({
  state,
  notes: [...notes],
  raw: record?.raw ?? null,
  record: record?.number ?? null,
  offset: record?.offset ?? null,
  bytes: record?.bytes ?? null,
});

function cutOf({ record }: RecordTold): Limit[] {
  if (record === undefined || !record.isCut) return [];
  const shown = Buffer.byteLength(record.raw);
  return [{ limit: `${bytesText(shown)} of a raw text`, cut: `the rest of ${bytesText(record.bytes)}` }];
}

interface Leaf {
  readonly path: readonly string[];
  readonly sql: string;
  readonly isMany: boolean;
}

/** Values of a row as texts: those of structs one by one, lists and maps as JSON. */
const leavesOf = (fields: readonly Field[], parent: readonly string[] = []): Leaf[] =>
  fields.flatMap(({ name, type }) => {
    const path = [...parent, name];
    const sql = [ROW, ...path.map(ident)].join('.');
    if (typeof type === 'string') return [{ path, isMany: false, sql: `CAST(${sql} AS VARCHAR)` }];
    if (type.type === 'struct') return leavesOf(type.fields, path);
    return [{ path, isMany: true, sql: `CAST(to_json(${sql}) AS VARCHAR)` }];
  });
