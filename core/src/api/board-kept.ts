import {
  amountsOf,
  changed,
  Counting,
  grouped,
  spread,
  type Amounts,
  type Groups,
  type Key,
  type Rows,
} from '#columns';
import { keyFields } from './board.ts';
import type { FieldSql } from './field-path.ts';
import type { KeptRows } from './kept-rows.ts';
import { bucketKey, keptSeries } from './kept-series.ts';
import { largest } from './largest.ts';
import { groupLimit, type Amount, type GroupsFound, type PanelOf, type PanelSource } from './panel-source.ts';

/** Numbers of panels from columns that are kept. */
export function keptSource(now: KeptRows, previous: KeptRows): PanelSource {
  return {
    numbers: async (panel) => {
      const [amounts, series] = await Promise.all([numbersOf(now, panel), stepsOf(now, panel)]);
      return { amounts, series };
    },
    earlier: (panel) => numbersOf(previous, panel),
    series: (panel) => keptSeries(now, panel),
    groups: (panel) => groupsOf(now, panel),
  };
}

async function numbersOf(rows: KeptRows, panel: PanelOf<'number'>): Promise<Amount[]> {
  const found = await amountsBy(rows, panel, []);
  return found.map((amounts) => amounts[0] ?? null);
}

/** The amounts of each metric in each step of the period. */
async function stepsOf(rows: KeptRows, panel: PanelOf<'number'>): Promise<Amount[][]> {
  const found = await amountsBy(rows, panel, [bucketKey(rows)]);
  return found.map((amounts) => Array.from(amounts));
}

/** Amounts of each metric by the groups of some keys. */
async function amountsBy(rows: KeptRows, panel: PanelOf<'number'>, keys: readonly Key[]): Promise<Amounts[]> {
  const within = await rows.within(panel.where);
  const measures = await Promise.all(panel.metrics.map((metric) => rows.measure(metric)));
  const counting = new Counting({ rows: within, groups: await grouped(within, keys) });
  return Promise.all(measures.map((measure) => amountsOf(counting, measure)));
}

interface Fields {
  readonly keys: readonly Key[];
  readonly within: Rows;
  readonly texts: readonly ((code: number) => string | null)[];
  readonly fields: readonly FieldSql[];
}

/** The keys of a panel; lists are spread, one row for each element. */
async function fieldsOf(rows: KeptRows, panel: PanelOf<'top'> | PanelOf<'map'>): Promise<Fields> {
  let within = await rows.within(panel.where);
  const keys: Key[] = [];
  const texts: Fields['texts'][number][] = [];
  for (const path of keyFields(panel)) {
    if (rows.field(path).isList) {
      const { dictionary, column } = rows.elementsOf(path);
      within = changed(within, (part) => spread(part, path, column));
      keys.push({ codes: (part) => part.codes(column.name), size: dictionary.size });
      texts.push((code) => dictionary.textOf(code));
    } else {
      keys.push(rows.key(path));
      texts.push((code) => rows.textOf(path, code));
    }
  }
  return { keys, within, texts, fields: keyFields(panel).map((path) => rows.field(path)) };
}

const ROWS = { is: 'count', tests: [] } as const;

async function groupsOf(rows: KeptRows, panel: PanelOf<'top'> | PanelOf<'map'>): Promise<GroupsFound> {
  const { keys, within, texts, fields } = await fieldsOf(rows, panel);
  const measures = await Promise.all(panel.metrics.map((metric) => rows.measure(metric)));
  const groups = await grouped(within, keys);
  const all = new Counting({ rows: within, groups });
  const [first = ROWS] = measures;
  const [counts, amounts] = await Promise.all([all.rows([]), amountsOf(all, first)]);
  const keysOf = (group: number) => textsOf(groups, group, texts);
  const found = largest({
    groups: groups.count,
    counts,
    // Rows without the first key are in no group.
    isLeftOut: groups.lacksFirst,
    amounts,
    most: groupLimit(panel),
    keysOf,
    fields,
  });
  const only = found.groups;
  const some = all.of(only);
  const shown = await Promise.all(measures.map((measure) => amountsOf(some, measure)));
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
