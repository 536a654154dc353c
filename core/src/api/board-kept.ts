import {
  amountsOf,
  chosen,
  Counting,
  Dictionary,
  grouped,
  passing,
  spread,
  type Elements,
  type Groups,
  type Key,
  type KeptColumns,
  type Measure,
  type Part,
} from '#columns';
import type { Metric } from './board.ts';
import type { Buckets } from './buckets.ts';
import type { Filter, TimeRange } from './contract.ts';
import type { FieldSql } from './field-path.ts';
import { numbersColumn } from './kept-columns.ts';
import { keptSeries } from './kept-series.ts';
import { KeptTests } from './kept-tests.ts';
import { largest } from './largest.ts';
import {
  groupFields,
  groupLimit,
  type BoardPeriod,
  type GroupsFound,
  type PanelOf,
  type PanelSource,
} from './panel-source.ts';
import type { Ask } from './world.ts';

/** A board's question to columns that are kept. */
export interface KeptQuestion {
  readonly ask: Ask;
  readonly columns: Readonly<Record<BoardPeriod, KeptColumns>>;
  readonly ranges: Readonly<Record<BoardPeriod, TimeRange>>;
  readonly filters: readonly Filter[];
  readonly buckets: Buckets;
  readonly field: (path: string) => FieldSql;
}

/** Rows of kept columns, and how to ask them. */
export class KeptRows {
  readonly tests: KeptTests;
  readonly buckets: Buckets;
  readonly field: (path: string) => FieldSql;
  private readonly columns: KeptColumns;
  private readonly parts: readonly Part[];
  private readonly elements = new Map<string, { dictionary: Dictionary; column: Elements }>();

  private constructor(
    question: KeptQuestion,
    columns: KeptColumns,
    { tests, parts }: { tests: KeptTests; parts: readonly Part[] },
  ) {
    this.tests = tests;
    this.buckets = question.buckets;
    this.field = question.field;
    this.columns = columns;
    this.parts = parts;
  }

  /** The rows of a period that the board's filters let through. */
  static async of(question: KeptQuestion, period: BoardPeriod): Promise<KeptRows> {
    const { ask, ranges, filters, field } = question;
    const columns = question.columns[period];
    const tests = new KeptTests({ ask, dictionary: columns.dictionary, field });
    const passed = await tests.all(filters);
    const { from, to } = ranges[period];
    const choice = { from: Date.parse(from) * 1000, to: Date.parse(to) * 1000, tests: passed };
    const parts: Part[] = [];
    for (const file of columns.files) {
      parts.push(chosen(file, choice));
      await breath();
    }
    return new KeptRows(question, columns, { tests, parts });
  }

  /** Those that pass other filters too. */
  async within(filters: readonly Filter[] = []): Promise<readonly Part[]> {
    const tests = await this.tests.all(filters);
    return tests.length === 0 ? this.parts : this.parts.map((part) => tests.reduce(passing, part));
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
    if (metric.is !== 'distinct') return { is: metric.is, tests, column: numbersColumn(metric.field) };
    return { is: 'distinct', tests, column: metric.field, size: this.columns.dictionary(metric.field).size };
  }
}

/** Lets other requests have their turn. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function elementsOf(path: string, lists: Dictionary): { dictionary: Dictionary; column: Elements } {
  const dictionary = new Dictionary();
  const codes = lists.since(0).map((text, code) => {
    const values = code === 0 ? [] : (JSON.parse(text) as unknown[] | null);
    return Uint32Array.from(values ?? [], (value) =>
      value === null ? 0 : (dictionary.codesOf([textOf(value)])[0] ?? 0),
    );
  });
  const none = new Uint32Array(0);
  return { dictionary, column: { name: `${path}[]`, of: (code) => codes[code] ?? none } };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Numbers of panels from columns that are kept. */
export async function keptSource(
  question: KeptQuestion,
  hasPrevious: boolean,
): Promise<PanelSource & { readonly rows: KeptRows }> {
  const rows = await KeptRows.of(question, 'now');
  const previous = hasPrevious ? await KeptRows.of(question, 'previous') : rows;
  return {
    rows,
    numbers: async (panel, period) => numbersOf(period === 'now' ? rows : previous, panel),
    series: async (panel) => keptSeries(rows, panel),
    groups: async (panel) => groupsOf(rows, panel),
  };
}

async function numbersOf(rows: KeptRows, panel: PanelOf<'number'>): Promise<(number | null)[]> {
  const parts = await rows.within(panel.where);
  const counting = new Counting({ parts, groups: grouped(parts, []) });
  const measures = await Promise.all(panel.metrics.map((metric) => rows.measure(metric)));
  await breath();
  return measures.map((measure) => amountsOf(counting, measure)[0] ?? null);
}

interface Fields {
  readonly keys: readonly Key[];
  readonly parts: readonly Part[];
  readonly texts: readonly ((code: number) => string | null)[];
  readonly fields: readonly FieldSql[];
}

/** The keys of a panel; lists are spread, one row for each element. */
async function fieldsOf(rows: KeptRows, panel: PanelOf<'top'> | PanelOf<'map'>): Promise<Fields> {
  let parts = await rows.within(panel.where);
  const keys: Key[] = [];
  const texts: Fields['texts'][number][] = [];
  for (const path of groupFields(panel)) {
    if (rows.field(path).isList) {
      const { dictionary, column } = rows.elementsOf(path);
      parts = parts.map((part) => spread(part, path, column));
      keys.push({ codes: (part) => part.codes(column.name), size: dictionary.size });
      texts.push((code) => dictionary.textOf(code));
    } else {
      keys.push(rows.key(path));
      texts.push((code) => rows.textOf(path, code));
    }
  }
  return { keys, parts, texts, fields: groupFields(panel).map((path) => rows.field(path)) };
}

async function groupsOf(rows: KeptRows, panel: PanelOf<'top'> | PanelOf<'map'>): Promise<GroupsFound> {
  const { keys, parts, texts, fields } = await fieldsOf(rows, panel);
  const measures = await Promise.all(panel.metrics.map((metric) => rows.measure(metric)));
  await breath();
  const groups = grouped(parts, keys);
  const all = new Counting({ parts, groups });
  const [first] = measures;
  const counts = all.rows([]);
  const amounts = first === undefined ? counts : amountsOf(all, first);
  const keysOf = (group: number) => textsOf(groups, group, texts);
  // Rows without the first key are in no group.
  const isThere = (group: number) => counts[group] !== 0 && !groups.lacksFirst(group);
  const found = largest({ groups: groups.count, isThere, amounts, most: groupLimit(panel), keysOf, fields });
  const only = found.groups;
  const some = new Counting({ parts, groups, only });
  const shown = measures.map((measure) => amountsOf(some, measure));
  return {
    rows: only.map((group, at) => ({
      keys: keysOf(group),
      amounts: shown.map((own) => own[at] ?? null),
      share: found.total === 0 ? 0 : Number(shown[0]?.[at]) / found.total,
    })),
    distinct: found.count,
    total: found.total,
  };
}

const textsOf = (groups: Groups, group: number, texts: Fields['texts']): (string | null)[] =>
  groups.codesOf(group).map((code, at) => texts[at]?.(code) ?? null);
