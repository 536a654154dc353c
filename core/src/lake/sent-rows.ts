import type { PageRows } from '#parquet';
import type { PickedRows } from './picks.ts';

/** Picked rows as they are sent to another thread: all bytes in one piece of memory. */
export interface SentRows {
  readonly path: string;
  readonly rows: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** By column: how many entries, how many bytes its values have, and the level of each kind that all have, -1 where they differ. */
  readonly shape: Int32Array<ArrayBuffer>;
}

const WIDTH = 4;
const SEVERAL = -1;

/** Puts picked rows together. */
export function toSend({ path, rows, columns }: PickedRows): SentRows {
  const parts: Uint8Array[] = [];
  const shape = new Int32Array(columns.length * WIDTH);
  for (const [at, column] of columns.entries()) {
    const { count, values, repeated, defined } = column.rows;
    parts.push(values);
    const only = [repeated, defined].map((levels) => {
      if (typeof levels === 'number') return levels;
      parts.push(levels);
      return SEVERAL;
    });
    shape.set([count, values.length, ...only], at * WIDTH);
  }
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return { path, rows, bytes, shape };
}

/** The columns of what was sent. */
export function columnsSent({ bytes, shape }: SentRows): { readonly rows: PageRows }[] {
  let end = 0;
  const next = (length: number): Uint8Array => {
    end += length;
    return bytes.subarray(end - length, end);
  };
  const columns: { readonly rows: PageRows }[] = [];
  for (let at = 0; at < shape.length; at += WIDTH) {
    const [count = 0, length = 0, repeated = 0, defined = 0] = shape.subarray(at, at + WIDTH);
    const values = next(length);
    const levels = (only: number): PageRows['repeated'] => (only === SEVERAL ? next(count) : only);
    columns.push({ rows: { count, values, repeated: levels(repeated), defined: levels(defined) } });
  }
  return columns;
}
