import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { incidents, writers } from '#scenarios';
import { simulate, type LogWriter } from '#simulate';
import { onceInRun } from './once-in-run.ts';

/** Records of a format to mutate, and how an object is made of them. */
export interface Seeds {
  readonly records: readonly string[];
  readonly wrap: (records: readonly Uint8Array[]) => Buffer;
}

/** A day of simulated logs, incidents included, and the samples beside the declarations, by format: once for all tests of a run. */
export async function simulatedSeeds(): Promise<ReadonlyMap<string, Seeds>> {
  const { told } = await onceInRun('seeds', simulatedRecords);
  return new Map(
    writers.map((writer) => [writer.format, { records: told[writer.format] ?? [], wrap: wrapperOf(writer) }]),
  );
}

/** The records by format; their logs go into a folder. */
async function simulatedRecords(directory: string): Promise<Readonly<Record<string, readonly string[]>>> {
  await simulate({
    directory,
    days: 1,
    seed: 7,
    scale: 0.01,
    start: Date.UTC(2026, 4, 4),
    writers: writers.map((writer) => ({
      ...writer,
      key: (stream, end) => `${writer.format}/${writer.key(stream, end)}`,
    })),
    incidents,
  });
  return Object.fromEntries(
    writers.map(({ format }) => [
      format,
      [...recordsBelow(join(directory, format)), ...sampleRecords(format)],
    ]),
  );
}

/** Seeds of a format, which must have some. */
export function seedsOf(seeds: ReadonlyMap<string, Seeds>, format: string): Seeds {
  const found = seeds.get(format);
  if (found === undefined) throw new Error(`${format} has no simulated records`);
  return found;
}

function recordsBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.gz$|-[0-9A-F]{16}$/.test(name),
  );
  return names.slice(0, 200).flatMap((name) => {
    const bytes = readFileSync(join(folder, name));
    return recordsOf((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  });
}

const SAMPLES_WEIGHT = 20;

/** The records of a format's samples, often enough to be met among the simulated ones. */
function sampleRecords(format: string): string[] {
  const folder = join(import.meta.dirname, '../formats', format, 'samples');
  const texts = readdirSync(folder)
    .filter((name) => !name.endsWith('.golden.jsonl'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const records = texts.flatMap((text) => wholeRecords(text.replace(/^\uFEFF/, '')));
  return Array.from({ length: SAMPLES_WEIGHT }, () => records).flat();
}

/** Records of a text; of JSON those that are whole. */
function wholeRecords(text: string): string[] {
  const document = parsed(text);
  if (document !== undefined)
    return [document['Records'] ?? document].flat().map((record) => JSON.stringify(record));
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '' && (!line.startsWith('{') || parsed(line) !== undefined));
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function recordsOf(text: string): string[] {
  if (!text.startsWith('{"Records":'))
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('version '));
  const document = JSON.parse(text) as { Records: unknown[] };
  return document.Records.map((record) => JSON.stringify(record));
}

/** Puts mutated bytes where the writer puts records. */
function wrapperOf({ around: { before, between, after } }: LogWriter): Seeds['wrap'] {
  return (records) =>
    Buffer.concat([
      Buffer.from(before),
      ...records.flatMap((record, at) => (at === 0 ? [record] : [Buffer.from(between), record])),
      Buffer.from(after),
    ]);
}
