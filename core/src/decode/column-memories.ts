import { ColumnMemory, type SpoolShape } from './column-memory.ts';

/** Column writers that are kept for the next spool: each takes up to 30 MB. */
const MOST_IDLE = 4;

interface Idle {
  readonly key: string;
  readonly memory: ColumnMemory;
}

/** This thread's column writers that no spool uses, the one given back last at the end. */
const idle: Idle[] = [];

const keyOf = (shape: SpoolShape): string => JSON.stringify(shape);

/**
 * A column writer for spools of a shape, one that was used before where there is one: WebAssembly's memory is only freed when the collector comes
 * by, which it does not hurry to do (measured: a batch's writers of 60 MB lived on while the next batches were read).
 */
export function takeMemory(shape: SpoolShape): ColumnMemory {
  const key = keyOf(shape);
  const at = idle.findIndex((each) => each.key === key);
  const [found] = at < 0 ? [] : idle.splice(at, 1);
  found?.memory.renew();
  return found?.memory ?? new ColumnMemory(shape);
}

/** Gives a column writer back whose rows are written. */
export function returnMemory(shape: SpoolShape, memory: ColumnMemory): void {
  idle.push({ key: keyOf(shape), memory });
  if (idle.length > MOST_IDLE) idle.shift();
}
