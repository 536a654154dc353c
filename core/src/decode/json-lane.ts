import { JsonExplainer } from './explain-json.ts';
import { MOST_RECORD_BYTES } from './column-memory.ts';
import type { ColumnSpool } from './column-spool.ts';
import { ORDINAL, isTextPiece, type LaneGiven, type Lanes } from './lanes.ts';
import type { Enclosing } from './envelope-sink.ts';
import { JsonBlocks } from './json-blocks.ts';
import { JsonScanner } from './json-scanner.ts';
import { tooLong } from './json-values-framer.ts';
import { NO_DAY } from './read-time.ts';
import type { FoundBytes, FoundRecord, RecordSink, Refusal } from './record-sink.ts';
import type { LineSpool } from './spool-set.ts';
import type { Window } from './window.ts';

const OPEN_BRACE = 0x7b;
const [NEWLINE, RETURN, SPACE] = [0x0a, 0x0d, 0x20];

/**
 * Sorts the JSON records of one object: regular ones go to the fast reader as AWS wrote them, with the object's
 * ordinal put in front (a record that has such a key itself is not regular), the others to the explaining reader.
 */
export class JsonLane implements RecordSink {
  readonly #given: LaneGiven;
  readonly #lanes: Lanes;
  readonly #explainer: JsonExplainer;
  readonly #prefix: string;
  readonly #explainAll: boolean;
  #fast: LineSpool | undefined;
  #blocks: JsonBlocks | undefined;

  constructor(given: LaneGiven & { lanes: Lanes; explainAll: boolean }) {
    this.#given = given;
    this.#lanes = given.lanes;
    this.#explainer = new JsonExplainer(given.format, given.limits.maxDepth);
    this.#prefix = `{"${ORDINAL}":${given.ordinal},`;
    this.#explainAll = given.explainAll;
  }

  /** Takes regular records off the window's front; `inArray`: with commas between them. */
  block(window: Window, inArray: boolean): void {
    const spool = this.#explainAll ? undefined : this.#records();
    if (spool === undefined) return;
    this.#blocks ??= new JsonBlocks(this.#given, spool);
    this.#blocks.take(window, inArray);
  }

  record(record: FoundRecord): void {
    if (record.end - record.start > this.#given.limits.maxRecordBytes) {
      this.reject(tooLong(this.#given.limits), record);
      return;
    }
    const isFast = record.isRegular && record.day !== NO_DAY && !this.#explainAll && isTextPiece(record);
    if (isFast) this.#regular(record);
    else this.#lanes.explained(() => this.#explainer.explain(record), record);
  }

  /** A record that came as text in an envelope: it is scanned first. */
  enclosed(record: FoundBytes, around: Enclosing): void {
    const scanner = new JsonScanner(this.#given.limits.maxDepth);
    scanner.bytes = record.bytes;
    scanner.end = record.end;
    const start = scanner.space(record.start);
    const end = scanner.record(start, undefined);
    if (end < 0 || scanner.space(end) < record.end)
      this.reject({ kind: 'malformed_json', reason: 'the envelope holds text that is not JSON' }, record);
    else if (record.bytes[start] !== OPEN_BRACE)
      this.reject({ kind: 'not_an_object', reason: 'a record must be a JSON object' }, record);
    else {
      const slice = { bytes: record.bytes, start, end };
      this.#lanes.explained(() => this.#explainer.explain(slice, around), record);
    }
  }

  reject(refusal: Refusal, piece: FoundBytes): void {
    this.#lanes.reject(refusal, piece);
  }

  #regular(record: FoundRecord): void {
    const length = record.end - record.start + this.#prefix.length;
    const file = length < MOST_RECORD_BYTES ? this.#spool() : this.#given.spools.open('json');
    file.text(this.#prefix);
    const rest = record.bytes.subarray(record.start + 1, record.end);
    file.slice(record.isBroken ? unbroken(rest) : rest);
    file.byte(NEWLINE);
    file.longest = Math.max(file.longest, length);
    this.#given.counter.row(record.day);
  }

  #spool(): LineSpool {
    this.#fast ??= this.#records() ?? this.#given.spools.open('json');
    return this.#fast;
  }

  #records(): ColumnSpool | undefined {
    const { spools, isPlain = false } = this.#given;
    return isPlain ? undefined : spools.openRecords();
  }
}

/** The same with line breaks turned into spaces: they stand between JSON tokens. */
function unbroken(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte === NEWLINE || byte === RETURN ? SPACE : byte));
}
