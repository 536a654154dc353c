import type { Zone } from '../state/zones.ts';
import type { Panel } from '@levee/core/contract';
import { amountText } from './amount.ts';
import { timeText, valueText } from './text.ts';
import { seriesName } from './series-name.ts';

/** A panel as a table of texts. */
export interface PanelTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Characters of a value in a table or file. */
const MOST = 10_000;

/** Everything that a panel shows, as a table. */
export function panelTable(panel: Panel, zone: Zone): PanelTable {
  switch (panel.kind) {
    case 'number':
      return ofNumbers(panel, zone);
    case 'timeline':
    case 'lines':
      return ofTimeline(panel, zone);
    case 'top':
      return ofTop(panel, panel.fields, zone);
    case 'map':
      return ofTop(panel, [panel.field], zone);
    case 'table':
      return {
        columns: ['time', ...panel.columns],
        rows: panel.rows.map(({ time, values }) => [
          timeText(time, zone),
          ...values.map((value) => valueText(value, MOST)),
        ]),
      };
  }
}

type Of<Kind extends Panel['kind']> = Extract<Panel, { kind: Kind }>;

const ofNumbers = ({ metrics, amounts, previous }: Of<'number'>, zone: Zone): PanelTable => ({
  columns: ['what', 'now', 'before'],
  rows: metrics.map((metric, at) => [
    metric.title,
    amountText(metric, amounts[at] ?? null, zone),
    previous === null ? '' : amountText(metric, previous[at] ?? null, zone),
  ]),
});

function ofTimeline(panel: Of<'timeline' | 'lines'>, zone: Zone): PanelTable {
  const { buckets, series, other, split } = panel;
  const named = series.map(({ name, counts }) => ({ name: seriesName(name, split !== null), counts }));
  const all = [...named, ...(other === null ? [] : [{ name: 'all others', counts: other }])];
  return {
    columns: ['time', ...all.map(({ name }) => name)],
    rows: buckets.map((bucket, at) => [
      timeText(bucket, zone),
      ...all.map(({ counts }) => String(counts[at] ?? 0)),
    ]),
  };
}

const ofTop = ({ metrics, rows }: Of<'top' | 'map'>, fields: readonly string[], zone: Zone): PanelTable => ({
  columns: [...fields, ...metrics.map(({ title }) => title)],
  rows: rows.map(({ keys, amounts }) => [
    ...keys.map((key) => valueText(key, MOST)),
    ...metrics.map((metric, at) => amountText(metric, amounts[at] ?? null, zone)),
  ]),
});

/** CSV (RFC 4180). A cell that a spreadsheet would run as a formula begins with an apostrophe, as in `levee query --output csv`. */
export const csvOf = ({ columns, rows }: PanelTable): string =>
  [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';

const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(?:\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
