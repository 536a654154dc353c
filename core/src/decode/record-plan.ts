import type { EventTime, TimeForm } from '#format';
import { OPENERS } from './scan-tree.ts';
import type { SpoolField } from './spool-fields.ts';

/** Size of a place in the column writer's memory, and where its numbers stand: `core/wasm/columns` has the same. */
const PLACE_SIZE = 64;
const KEY_SIZE = 12;
const [KEY_COUNT, KEYS, FOLLOW, FIRST, COLUMNS, REPEAT] = [20, 24, 28, 52, 56, 60];

/** Kinds of places and of columns, as the column writer numbers them. */
export const KINDS: Readonly<Record<SpoolField['kind'], number>> = {
  string: 0,
  int: 1,
  long: 2,
  double: 3,
  boolean: 4,
  struct: 5,
  list: 6,
  json: 7,
};

/** Forms of a time in JSON; a time of two fields is the explaining reader's. */
const TIME_FORMS: Readonly<Partial<Record<TimeForm, number>>> = {
  'iso-8601': 1,
  'common-log': 2,
  'epoch-seconds': 3,
  'epoch-millis': 4,
};

/** Whether records with this time can be read into columns. */
export const isTimeOfRecords = ({ form }: EventTime): boolean => TIME_FORMS[form] !== undefined;

/** The column writer's memory. */
interface PlanMemory {
  /** Room for bytes, and for 16 behind them that may be looked at. */
  readonly reserve: (bytes: number) => number;
  readonly write: (at: number, bytes: Uint8Array) => void;
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

/** Writes the places of records with these fields; answers the address of the record's. */
export const writeRecordPlan = (memory: PlanMemory, fields: readonly SpoolField[], time: EventTime): number =>
  new RecordPlan(memory, time).record(fields);

class RecordPlan {
  readonly #memory: PlanMemory;
  readonly #time: EventTime;
  /** Columns of the places written so far. */
  #columns = 0;

  constructor(memory: PlanMemory, time: EventTime) {
    this.#memory = memory;
    this.#time = time;
  }

  record(fields: readonly SpoolField[]): number {
    const children = fields.map((field) => ({
      ...field,
      dayRank: this.#time.fields.indexOf(field.name),
    }));
    return this.#place({ name: '', kind: 'struct', fields: children }, 0);
  }

  /** Writes a place inside so many lists; its columns are the next ones. */
  #place(field: SpoolField & { readonly dayRank?: number }, lists: number): number {
    const { kind, element, fields = [], dayRank = -1 } = field;
    const place = this.#keep(new Uint8Array(PLACE_SIZE));
    const first = this.#columns;
    const inside = kind === 'list' ? lists + 1 : lists;
    const elementAt = element === undefined ? 0 : this.#place(element, inside);
    const form = dayRank < 0 ? 0 : (TIME_FORMS[this.#time.form] ?? 0);
    this.#numbers(place, [KINDS[kind], OPENERS[kind], form, Math.max(dayRank, 0), elementAt]);
    this.#children(place, fields, inside);
    if (kind !== 'list' && kind !== 'struct') this.#columns += 1;
    this.#numbers(place + FIRST, [first]);
    this.#numbers(place + COLUMNS, [this.#columns - first]);
    this.#numbers(place + REPEAT, [inside]);
    return place;
  }

  #children(place: number, fields: readonly SpoolField[], lists: number): void {
    const keys = this.#keep(new Uint8Array(fields.length * KEY_SIZE));
    const follow = this.#keep(new Uint8Array((fields.length + 1) * 4));
    this.#numbers(place + KEY_COUNT, [fields.length]);
    this.#numbers(place + KEYS, [keys]);
    this.#numbers(place + FOLLOW, [follow]);
    this.#numbers(
      follow,
      Array.from({ length: fields.length + 1 }, (_, at) => at),
    );
    for (const [at, child] of fields.entries()) {
      const key = Buffer.from(JSON.stringify(child.name));
      this.#numbers(keys + at * KEY_SIZE, [this.#keep(key), key.length, this.#place(child, lists)]);
    }
  }

  #keep(bytes: Uint8Array): number {
    const at = this.#memory.reserve(bytes.length);
    this.#memory.write(at, bytes);
    return at;
  }

  /** Writes 32-bit numbers one behind the other. */
  #numbers(at: number, values: readonly number[]): void {
    for (const [place, value] of values.entries()) this.#memory.write(at + place * 4, int32(value));
  }
}
