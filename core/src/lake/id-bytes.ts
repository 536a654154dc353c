import { AvroBytes } from './avro-bytes.ts';

/** Values by field id, as Avro's bytes: an array of pairs, read only when somebody asks. */
export class IdBytes {
  readonly #bytes: Buffer;
  readonly #hasBytes: boolean;
  #ids: readonly number[] | undefined;

  /** @param hasBytes whether the values are bytes; else they are whole numbers */
  constructor(bytes: Buffer, hasBytes: boolean) {
    this.#bytes = bytes;
    this.#hasBytes = hasBytes;
  }

  /** The bytes under an id; undefined where the values are numbers. */
  get(id: number): Buffer | undefined {
    let found: Buffer | undefined;
    this.#pairs((key, avro) => {
      if (key !== id || !this.#hasBytes) return false;
      found = avro.bytes();
      return true;
    });
    return found;
  }

  /** All ids, in their order; one array for all values of the same ids. */
  ids(): readonly number[] {
    if (this.#ids !== undefined) return this.#ids;
    const found: number[] = [];
    this.#pairs((key) => {
      found.push(key);
      return false;
    });
    this.#ids = shared(found);
    return this.#ids;
  }

  /** Visits the ids; a visit that answers true has read the value and is the last. */
  #pairs(visit: (key: number, avro: AvroBytes) => boolean): void {
    const avro = new AvroBytes(this.#bytes);
    for (let count = avro.long(); count !== 0; count = avro.long()) {
      // A negative count is followed by the length of its items.
      if (count < 0) avro.long();
      for (let left = Math.abs(count); left > 0; left -= 1) {
        if (visit(avro.long(), avro)) return;
        if (this.#hasBytes) avro.skipBytes();
        else avro.long();
      }
    }
  }
}

/** Ids that occur together: few, as the files of a release have the same columns. */
const idLists = new Map<string, readonly number[]>();
const MOST_LISTS = 1000;

function shared(ids: readonly number[]): readonly number[] {
  const name = ids.join(' ');
  const known = idLists.get(name);
  if (known !== undefined) return known;
  if (idLists.size >= MOST_LISTS) idLists.clear();
  idLists.set(name, ids);
  return ids;
}

/** Values by field id as a manifest entry has them: read whole, or left as bytes. */
export type ById<Value> = IdBytes | readonly { readonly key: number; readonly value: Value }[] | null;

/** The bytes under an id. */
export const bytesAt = (values: ById<Buffer> | undefined, id: number): Buffer | undefined =>
  values instanceof IdBytes ? values.get(id) : values?.find(({ key }) => key === id)?.value;

/** All ids that have a value; undefined where there are none. */
export function idsIn(values: ById<unknown> | undefined): readonly number[] | undefined {
  const ids = values instanceof IdBytes ? values.ids() : values?.map(({ key }) => key);
  return ids === undefined || ids.length === 0 ? undefined : ids;
}
