import type { Envelope } from '#format';
import { rawText } from './explain-value.ts';
import { firstByte, JsonParts, type Member, type Slice } from './json-members.ts';
import type { FoundBytes, FoundRecord, RecordSink, Refusal } from './record-sink.ts';

/** The members of an envelope around a record, by `name.key`: they go to its `extra`. */
export type Enclosing = ReadonlyMap<string, string>;

/** Where a record goes that came in an envelope. */
export type TakeEnclosed = (record: FoundBytes, around: Enclosing) => void;

interface EnvelopeSinkGiven {
  /** Envelopes that hold several records each. */
  readonly envelopes: readonly Envelope[];
  readonly maxDepth: number;
  readonly take: TakeEnclosed;
  /** Where a JSON object goes that is no envelope; undefined where such a one can't be a record. */
  readonly bare: RecordSink | undefined;
  readonly reject: RecordSink['reject'];
}

const ARRAY = 0x5b;
const OBJECT = 0x7b;

/** Opens envelopes that hold several records, such as those of CloudWatch Logs subscriptions. */
export class EnvelopeSink implements RecordSink {
  readonly #given: EnvelopeSinkGiven;
  readonly #parts: JsonParts;

  constructor(given: EnvelopeSinkGiven) {
    this.#given = given;
    this.#parts = new JsonParts(given.maxDepth);
  }

  record(record: FoundRecord): void {
    const { bare, envelopes, reject } = this.#given;
    if (record.isRegular && bare !== undefined) return bare.record(record);
    const members = this.#parts.members(record);
    const keys = new Set(members.map(({ key }) => key));
    const envelope = envelopes.find((known) => known.keys.every((key) => keys.has(key)));
    if (envelope !== undefined) this.#open(record, envelope, members);
    else if (bare !== undefined) bare.record(record);
    else reject({ kind: 'no_records', reason: 'a JSON object that is no known envelope' }, record);
  }

  reject(refusal: Refusal, piece: FoundBytes): void {
    this.#given.reject(refusal, piece);
  }

  #open(record: FoundRecord, envelope: Envelope, members: readonly Member[]): void {
    const list = members.findLast(({ key }) => key === envelope.each);
    if (list === undefined || firstByte(list.value) !== ARRAY) {
      this.#given.reject({ kind: 'no_records', reason: `${envelope.each} is not an array` }, record);
      return;
    }
    const outer = around(envelope, members, envelope.each);
    for (const element of this.#parts.elements(list.value))
      this.#element(record, { envelope, element, outer });
  }

  #element(record: FoundRecord, given: { envelope: Envelope; element: Slice; outer: Enclosing }): void {
    const { envelope, element, outer } = given;
    const members = firstByte(element) === OBJECT ? this.#parts.members(element) : [];
    const inner = members.findLast(({ key }) => key === envelope.inner);
    const base = record.base + record.start;
    if (inner === undefined) {
      const reason = `an element of ${envelope.each} has no ${envelope.inner}`;
      this.#given.reject({ kind: 'no_records', reason }, { ...element, base: record.base });
      return;
    }
    const bytes = Buffer.from(rawText(inner.value), 'utf8');
    const enclosing = new Map([...outer, ...around(envelope, members, envelope.inner)]);
    this.#given.take({ bytes, start: 0, end: bytes.length, base }, enclosing);
  }
}

/** Members of an envelope but for the one that holds its content. */
const around = (envelope: Envelope, members: readonly Member[], content: string | undefined): Enclosing =>
  new Map(
    members
      .filter(({ key }) => key !== content)
      .map(({ key, value }) => [`${envelope.name}.${key}`, rawText(value)]),
  );
