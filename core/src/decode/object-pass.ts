import { codeOf, giveBack, messageOf } from '#kernel';
import type { Envelope, Format } from '#format';
import { EnvelopeSink, type TakeEnclosed } from './envelope-sink.ts';
import { EnvelopedLines } from './enveloped-lines.ts';
import type { Framer, TakeBlock } from './framer.ts';
import { inflate } from './inflate.ts';
import { JsonArrayFramer } from './json-array-framer.ts';
import { JsonLane } from './json-lane.ts';
import { JsonValuesFramer } from './json-values-framer.ts';
import { Lanes } from './lanes.ts';
import type { DecodeLimits } from './limits.ts';
import { LineFramer } from './line-framer.ts';
import { LinePlans } from './line-layout.ts';
import { ObjectLines } from './line-reader.ts';
import { OutcomeCounter, type ObjectOutcome } from './object-outcome.ts';
import { RecordLanes, type Likeness } from './record-lanes.ts';
import type { FoundBytes, RecordSink, Refusal } from './record-sink.ts';
import { scanTree, type ScanNode } from './scan-tree.ts';
import type { SpoolSet } from './spool-set.ts';
import { TextLane } from './text-lane.ts';
import { Window } from './window.ts';

/** An object to decode: where its bytes can be read on this machine, and its number in the batch. */
export interface PassObject {
  readonly ordinal: number;
  readonly path: string;
}

interface PassesGiven {
  readonly format: Format;
  readonly spools: SpoolSet;
  readonly limits: DecodeLimits;
  readonly explainAll: boolean;
  /** Reads every record by itself: what reading in blocks is held against. */
  readonly oneByOne?: boolean;
  /** Leaves JSON records as lines: what reading them as columns is held against. */
  readonly isPlain?: boolean;
  /** Keeps only the records that are like this, each by its number in the object and with its raw text. */
  readonly like?: Likeness | undefined;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Reads objects of one format into spools, one after the other. One per worker and batch. */
export class ObjectPasses {
  readonly #format: Format;
  readonly #spools: SpoolSet;
  readonly #limits: DecodeLimits;
  readonly #explainAll: boolean;
  readonly #oneByOne: boolean;
  readonly #isPlain: boolean;
  readonly #like: Likeness | undefined;
  readonly #root: ScanNode;
  readonly #plans: LinePlans | undefined;
  readonly #envelopes: readonly Envelope[];

  constructor(given: PassesGiven) {
    this.#format = given.format;
    this.#spools = given.spools;
    this.#limits = given.limits;
    this.#explainAll = given.explainAll || given.like !== undefined;
    this.#like = given.like;
    this.#oneByOne = given.oneByOne ?? given.like !== undefined;
    this.#isPlain = given.isPlain ?? false;
    this.#root = scanTree(given.format);
    this.#envelopes = given.format.envelopes.filter(({ each }) => each !== undefined);
    this.#plans = given.format.framing.framing === 'lines' ? new LinePlans(given.format) : undefined;
  }

  /** Reads one object to its end; damage and unreadable storage become rejects. */
  async run(object: PassObject): Promise<ObjectOutcome> {
    const counter = new OutcomeCounter();
    const shared = {
      format: this.#format,
      ordinal: object.ordinal,
      spools: this.#spools,
      counter,
      limits: this.#limits,
      isPlain: this.#isPlain,
    };
    const lanes = this.#like === undefined ? new Lanes(shared) : new RecordLanes(shared, this.#like);
    const open = () => this.#framer({ ...shared, lanes, explainAll: this.#explainAll });
    try {
      await this.#read({ path: object.path, open, lanes, counter });
    } catch (error) {
      if (codeOf(error)?.startsWith('E') !== true || codeOf(error) === 'ENOSPC') throw error;
      const refusal = {
        kind: 'object_unreadable',
        reason: `the object could not be read: ${messageOf(error)}`,
      } as const;
      lanes.reject(refusal, nothing(counter.bytes));
    }
    lanes.finish();
    return counter.outcome(object.ordinal);
  }

  async #read(given: {
    path: string;
    open: () => Framer;
    lanes: Lanes;
    counter: OutcomeCounter;
  }): Promise<void> {
    const { counter, lanes } = given;
    let framer = given.open();
    let window = new Window();
    let whole: Buffer | undefined;
    for await (const piece of inflate(given.path, this.#limits)) {
      if ('chunk' in piece) {
        if (piece.isWhole === true) whole = piece.chunk;
        const isFirst = counter.bytes === 0;
        counter.bytes += piece.chunk.length;
        const hasMark = isFirst && piece.chunk.subarray(0, 3).equals(BOM);
        const text = hasMark ? piece.chunk.subarray(3) : piece.chunk;
        if (whole === undefined) window.copy(text);
        else window.append(text);
        framer.take(window, 'more');
        continue;
      }
      framer.take(window, 'cut');
      lanes.reject(piece.damage, {
        bytes: piece.raw,
        start: 0,
        end: piece.raw.length,
        base: window.base + window.start,
      });
      framer = given.open();
      window.free();
      window = new Window();
    }
    framer.take(window, 'whole');
    if (whole !== undefined) giveBack(whole);
    window.free();
  }

  #framer(given: LaneOfObject): Framer {
    const { framing } = this.#format;
    const shared = { root: this.#root, limits: this.#limits };
    switch (framing.framing) {
      case 'json-values':
        return new JsonValuesFramer({ ...shared, ...this.#jsonSink(given) });
      case 'json-array':
        return new JsonArrayFramer({ ...shared, ...this.#jsonSink(given), key: framing.key });
      case 'lines':
        return this.#lines(given, framing.start);
      case 'parquet':
        throw new Error('Parquet objects are read by the engine, not here');
    }
  }

  #jsonSink(given: LaneOfObject): { sink: RecordSink; block: TakeBlock } {
    const lane = new JsonLane(given);
    const block: TakeBlock = (window, inArray) => {
      if (!this.#oneByOne) lane.block(window, inArray);
    };
    if (this.#envelopes.length === 0) return { sink: lane, block };
    const sink = new EnvelopeSink({
      envelopes: this.#envelopes,
      maxDepth: this.#limits.maxDepth,
      take: (record, around) => lane.enclosed(record, around),
      bare: lane,
      reject: (refusal, piece) => lane.reject(refusal, piece),
    });
    return { sink, block };
  }

  #lines(given: LaneOfObject, start: RegExp | undefined): Framer {
    const lane = new TextLane(given);
    const lines = new ObjectLines(this.#format, this.#plans ?? new LinePlans(this.#format), lane);
    const reject = (refusal: Refusal, piece: FoundBytes): void => lane.reject(refusal, piece);
    const limits = this.#limits;
    const read = (line: FoundBytes): void => lines.read(line);
    const block = (window: Window): void => {
      if (!this.#oneByOne) lines.block(window);
    };
    const bare = new LineFramer({ read, reject, limits, start, block });
    if (this.#envelopes.length === 0) return bare;
    const take: TakeEnclosed = (record, around) => {
      lane.around = around;
      lines.read(record);
    };
    const { maxDepth } = limits;
    const sink = new EnvelopeSink({ envelopes: this.#envelopes, maxDepth, take, bare: undefined, reject });
    const envelopes = new JsonValuesFramer({ root: this.#root, limits, sink });
    return new EnvelopedLines({ lines: bare, envelopes });
  }
}

type LaneOfObject = ConstructorParameters<typeof TextLane>[0];

const nothing = (at: number) => ({ bytes: new Uint8Array(0), start: 0, end: 0, base: at });
