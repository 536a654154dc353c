import { KEYED_PLACE, writeKeys, type PlanRoom } from './place-keys.ts';
import { type SpoolField } from './spool-fields.ts';

/** Size of a place in the column writer's memory: `core/wasm/columns/record-places.ts` has the same numbers. */
const PLACE_SIZE = KEYED_PLACE + 8;
/** Behind a key stands what is looked at in steps of 16 bytes. */
const BEHIND = 16;

/** Kinds of places, as the column writer numbers them. */
const KINDS: Readonly<Record<SpoolField['kind'], number>> = {
  string: 0,
  int: 1,
  long: 2,
  double: 3,
  boolean: 4,
  struct: 5,
  list: 6,
  json: 7,
};

/** The column writer's memory. */
interface PlanMemory {
  readonly reserve: (bytes: number) => number;
  readonly write: (at: number, bytes: Uint8Array) => void;
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

/** Writes the places of records with these fields; answers the address of the record's. */
export function writeRecordPlan(memory: PlanMemory, fields: readonly SpoolField[]): number {
  const keep = (bytes: Uint8Array): number => {
    const at = memory.reserve(bytes.length + BEHIND);
    memory.write(at, bytes);
    return at;
  };
  const number = (at: number, value: number): void => memory.write(at, int32(value));
  return new RecordPlan({ keep, number }).record(fields);
}

class RecordPlan {
  readonly #room: PlanRoom;
  /** Columns of the places written so far. */
  #columns = 0;

  constructor(room: PlanRoom) {
    this.#room = room;
  }

  record(fields: readonly SpoolField[]): number {
    return this.#place({ name: '', kind: 'struct', fields }, 0);
  }

  /** Writes a place inside so many lists; its columns are the next ones. */
  #place(field: SpoolField, lists: number): number {
    const { kind, element, fields = [] } = field;
    const place = this.#room.keep(new Uint8Array(PLACE_SIZE)) ?? 0;
    const first = this.#columns;
    const inside = kind === 'list' ? lists + 1 : lists;
    const elementAt = element === undefined ? 0 : this.#place(element, inside);
    const children = fields.map((child) => ({
      key: Buffer.from(JSON.stringify(child.name)),
      write: () => this.#place(child, inside),
    }));
    writeKeys(this.#room, place, children);
    if (kind !== 'list' && kind !== 'struct') this.#columns += 1;
    const numbers = [KINDS[kind], first, this.#columns - first, inside, elementAt];
    for (const [at, value] of numbers.entries()) this.#room.number(place + at * 4, value);
    return place;
  }
}
