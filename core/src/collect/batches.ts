import type { Format } from '#format';
import type { Ledger, ObjectVersion } from '#port';
import type { KeyNames, Recogniser } from './recognise.ts';

/** An object found by a source. */
export interface FoundObject extends ObjectVersion {
  /** Decoded key or path, for recognition. */
  readonly key: string;
  /** Where its bytes can be read on this machine. */
  readonly path: string;
}

/** An object that is ours to decode. */
export interface ClaimedObject extends FoundObject {
  readonly named: KeyNames;
  /** An earlier version of it is in the lake and goes in the same commit. */
  readonly replaces: boolean;
}

/** Objects of one format that are decoded and committed together. */
export interface ObjectBatch {
  readonly format: Format;
  readonly objects: readonly ClaimedObject[];
}

/** What became of the objects that are not decoded. */
export interface Skipped {
  committed: number;
  busy: number;
  probes: number;
  /** URIs and reasons of objects that were not recognised, the first ones; `unrecognisedCount` counts all. */
  readonly unrecognised: { readonly uri: string; readonly reason: string }[];
  unrecognisedCount: number;
}

export interface BatchOptions {
  readonly ledger: Ledger;
  readonly recogniser: Recogniser;
  readonly leaseSeconds: number;
  /** Read objects again that are in the lake already. */
  readonly again?: boolean;
  /** Inflated bytes that a batch should have, about. */
  readonly batchBytes: number;
  readonly skipped: Skipped;
}

/** Objects claimed in one step of the ledger, and the most in one batch. */
const CLAIM_STEP = 1000;
const MOST_OBJECTS = 20_000;
/** Unrecognised objects that are named; the rest are counted. */
const MOST_NAMED = 100;
/** Inflated bytes per stored byte that gzip logs come to, about; only sizes batches. */
const USUAL_RATIO = 10;

export const nothingSkipped = (): Skipped => ({
  committed: 0,
  busy: 0,
  probes: 0,
  unrecognised: [],
  unrecognisedCount: 0,
});

/** Claims what is new among the found objects and yields it in batches, one format each. Memory: one batch per format. */
export async function* batches(
  found: AsyncIterable<FoundObject>,
  options: BatchOptions,
): AsyncGenerator<ObjectBatch> {
  const open = new Map<Format, OpenBatch>();
  for await (const step of steps(found)) {
    for (const { format, object } of await claim(step, options)) {
      const last = open.get(format);
      const day = dayIn(object.key);
      const isOver = last !== undefined && endsBefore(last, day, options);
      if (isOver) yield { format, objects: last.objects };
      const batch = last === undefined || isOver ? { objects: [], bytes: 0, day } : last;
      add(batch, object, day);
      if (isFull(batch, options)) {
        open.delete(format);
        yield { format, objects: batch.objects };
      } else open.set(format, batch);
    }
  }
  for (const [format, { objects }] of open) yield { format, objects };
}

interface OpenBatch {
  readonly objects: ClaimedObject[];
  bytes: number;
  /** Of the object that came last. */
  day: string | undefined;
}

/**
 * Part of a batch's bytes from which on it ends where a day does: rows of several days share the
 * writer's buffers, so that each has smaller row groups.
 */
const DAY_SHARE = 1 / 4;

const endsBefore = (
  { bytes, day }: OpenBatch,
  next: string | undefined,
  { batchBytes }: BatchOptions,
): boolean => day !== next && bytes >= batchBytes * DAY_SHARE;

const isFull = ({ bytes, objects }: OpenBatch, { batchBytes }: BatchOptions): boolean =>
  bytes >= batchBytes || objects.length >= MOST_OBJECTS;

function add(batch: OpenBatch, object: ClaimedObject, day: string | undefined): void {
  batch.objects.push(object);
  batch.bytes += estimatedBytes(object);
  batch.day = day;
}

/** The day that a key names, however it writes it; only ends batches. */
const dayIn = (key: string): string | undefined =>
  [...key.matchAll(/20\d\d(?:\D{0,7})[01]\d(?:\D{0,5})[0-3]\d/g)].at(-1)?.[0].replaceAll(/\D/g, '');

const estimatedBytes = ({ key, sizeBytes }: FoundObject): number =>
  /\.(?:gz|parquet)$/.test(key) ? sizeBytes * USUAL_RATIO : sizeBytes;

async function* steps(found: AsyncIterable<FoundObject>): AsyncGenerator<FoundObject[]> {
  let step: FoundObject[] = [];
  for await (const object of found) {
    step.push(object);
    if (step.length < CLAIM_STEP) continue;
    yield step;
    step = [];
  }
  if (step.length > 0) yield step;
}

/** Claims a step's new objects and finds their formats; gives back the claims of what is no log. */
async function claim(
  step: readonly FoundObject[],
  options: BatchOptions,
): Promise<{ format: Format; object: ClaimedObject }[]> {
  const { ledger, leaseSeconds, again = false, skipped } = options;
  const answers = await ledger.claim(step, { leaseSeconds, again });
  const claimed: { format: Format; object: ClaimedObject }[] = [];
  const released: string[] = [];
  for (const [at, object] of step.entries()) {
    const answer = answers[at];
    if (answer === 'committed') skipped.committed += 1;
    else if (answer === 'busy') skipped.busy += 1;
    else {
      const format = recognised(object, options);
      if (format === undefined) released.push(object.uri);
      else
        claimed.push({
          format: format.format,
          object: { ...object, named: format.named, replaces: answer === 'replaces' },
        });
    }
  }
  if (released.length > 0) await ledger.release(released);
  return claimed;
}

function recognised(
  object: FoundObject,
  { recogniser, skipped }: BatchOptions,
): { format: Format; named: KeyNames } | undefined {
  const what = recogniser.recognise(object.key, object.path);
  if (what.is === 'format') return what;
  if (what.is === 'probe') skipped.probes += 1;
  else {
    skipped.unrecognisedCount += 1;
    if (skipped.unrecognised.length < MOST_NAMED)
      skipped.unrecognised.push({ uri: object.uri, reason: what.reason });
  }
  return undefined;
}
