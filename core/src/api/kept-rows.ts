import {
  changed,
  chosen,
  Dictionary,
  type ColumnStore,
  passing,
  SharedScan,
  type Elements,
  type Key,
  type KeptColumns,
  type Measure,
  type Part,
  type Rows,
  type Wanted,
} from '#columns';
import type { Metric } from './board.ts';
import type { Buckets } from './buckets.ts';
import { filterPaths } from './condition.ts';
import type { Filter, TimeRange } from './contract.ts';
import type { FieldSql } from './field-path.ts';
import { hasAll, numbersColumn, spanOf, wantedOf } from './kept-columns.ts';
import { isTestable, KeptTests } from './kept-tests.ts';
import type { Plan } from './plan.ts';
import type { ApiWorld, Ask } from './world.ts';

/** Which rows are wanted, and what of them. */
export interface KeptQuestion {
  readonly ask: Ask;
  readonly planned: Plan;
  readonly filters: readonly Filter[];
  readonly buckets: Buckets;
  /** Fields besides the filters' that must be there. */
  readonly fields: readonly string[];
  /** The time of whose rows much will be asked: it is waited for while what is not kept yet is read. Undefined: nobody waits. */
  readonly awaited: TimeRange | undefined;
  /** When nobody waits any longer. */
  readonly stop?: AbortSignal | undefined;
  /** Hears of each part of the rows that was looked at. */
  readonly onPart?: (() => void) | undefined;
}

/**
 * The rows from kept columns. Undefined where SQL over the files must answer: for fields that are not kept, and where
 * other engines deleted rows. What could be kept and is not yet is read, before the answer or behind it.
 */
export async function keptRows(world: ApiWorld, question: KeptQuestion): Promise<KeptRows | undefined> {
  const { planned, filters, fields } = question;
  const { table } = planned;
  const board = world.boards.find((each) => each.table === table);
  const wanted = board === undefined ? undefined : wantedOf(board, planned, narrowed(question));
  if (world.columns === undefined || wanted === undefined) return undefined;
  if (!filters.every(isTestable)) return undefined;
  const needed = [...fields, ...filters.flatMap(filterPaths)];
  if (!needed.every((path) => wanted.columns.some(({ name }) => name === path))) return undefined;
  const kept = await keptOf(world.columns, wanted, question);
  return kept !== undefined && hasAll(kept, needed) ? KeptRows.of(question, kept) : undefined;
}

/** Whoever waits gets what the rows are tested by read too. */
const narrowed = ({ awaited, planned, filters }: KeptQuestion) =>
  awaited === undefined ? { range: planned.range } : { range: awaited, filters };

async function keptOf(
  store: ColumnStore,
  wanted: Wanted,
  { awaited, stop }: KeptQuestion,
): Promise<KeptColumns | undefined> {
  const kept = store.kept(wanted);
  if (kept !== undefined) return kept;
  const read = store.want(wanted);
  if (awaited === undefined) return undefined;
  await Promise.race([read, ...(stop === undefined ? [] : [stopped(stop)])]);
  return store.kept(wanted) ?? (store.hasRoom(wanted) ? undefined : store.passing(wanted, stop));
}

const stopped = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

interface Chosen {
  readonly tests: KeptTests;
  readonly rows: Rows;
}

/** Rows of kept columns, and how to ask them. */
export class KeptRows {
  readonly tests: KeptTests;
  readonly buckets: Buckets;
  readonly field: (path: string) => FieldSql;
  private readonly columns: KeptColumns;
  private readonly rows: Rows;
  private readonly elements = new Map<string, { dictionary: Dictionary; column: Elements }>();

  private constructor(question: KeptQuestion, columns: KeptColumns, { tests, rows }: Chosen) {
    this.buckets = question.buckets;
    this.field = question.planned.resolve;
    this.columns = columns;
    this.tests = tests;
    this.rows = rows;
  }

  /** The rows of the range that the filters let through. */
  static async of(question: KeptQuestion, columns: KeptColumns): Promise<KeptRows> {
    const { ask, filters, planned, stop, onPart } = question;
    const tests = new KeptTests({ ask, dictionary: columns.dictionary, field: planned.resolve });
    const choice = { ...spanOf(planned.range), tests: await tests.all(filters) };
    const { files, load } = columns;
    const parts = files.map((file, at) =>
      load === undefined ? () => chosen(file, choice) : async () => chosen(await load(at), choice),
    );
    // Where there is no room for all parts, each is there while it is looked at, and made again for the next look.
    const rows = new SharedScan(columns.hasRoomWide ? parts.map(once) : parts, {
      pause: () => turn(stop),
      onPart,
    });
    return new KeptRows(question, columns, { tests, rows });
  }

  /** Parts that they are in. */
  get parts(): number {
    return this.columns.files.length;
  }

  /** Whether all rows have these columns. */
  has(names: readonly string[]): boolean {
    return hasAll(this.columns, names);
  }

  /** Those that pass other filters too. */
  async within(filters: readonly Filter[] = []): Promise<Rows> {
    const tests = await this.tests.all(filters);
    return tests.length === 0 ? this.rows : changed(this.rows, (part) => tests.reduce(passing, part));
  }

  /** A field as a key of groups. */
  key(path: string): Key {
    return { codes: (part) => part.codes(path), size: this.columns.dictionary(path).size };
  }

  textOf(path: string, code: number): string | null {
    return this.columns.dictionary(path).textOf(code);
  }

  /** The elements of a list field as a column of their own. */
  elementsOf(path: string): { dictionary: Dictionary; column: Elements } {
    const known = this.elements.get(path) ?? elementsOf(path, this.columns.dictionary(path));
    this.elements.set(path, known);
    return known;
  }

  async measure(metric: Metric): Promise<Measure> {
    const tests = await this.tests.all(metric.where);
    if (metric.is === 'count' || metric.is === 'share') return { is: metric.is, tests };
    const { is, field } = metric;
    if (is === 'distinct') return { is, tests, column: field, size: this.columns.dictionary(field).size };
    if (is === 'first' || is === 'last') return { is, tests };
    return { is, tests, column: numbersColumn(field) };
  }
}

/** Lets other requests have their turn. */
async function turn(stop: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  stop?.throwIfAborted();
}

function once(make: () => Part | Promise<Part>): () => Part | Promise<Part> {
  let made: Part | Promise<Part> | undefined;
  return () => (made ??= make());
}

function elementsOf(path: string, lists: Dictionary): { dictionary: Dictionary; column: Elements } {
  const dictionary = new Dictionary();
  const elements = lists.since(0).map((text, code) => {
    const values = code === 0 ? [] : (JSON.parse(text) as unknown[] | null);
    return Uint32Array.from(values ?? [], (value) =>
      value === null ? 0 : (dictionary.codesOf([textOf(value)])[0] ?? 0),
    );
  });
  return { dictionary, column: { name: `${path}[]`, lists: elements } };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
