import type { Filter, MetricInfo } from './contract.ts';

/** What is told of a field: `first` and `last` are times, in seconds since 1970. */
export type FieldMeasure = 'distinct' | 'sum' | 'p50' | 'p95' | 'p99' | 'average' | 'first' | 'last';

/** How a number comes from rows. A `where` narrows the rows it looks at. */
export type Measure =
  | { readonly is: 'count'; readonly where?: readonly Filter[] }
  | { readonly is: 'share'; readonly where: readonly Filter[] }
  | {
      readonly is: FieldMeasure;
      readonly field: string;
      readonly where?: readonly Filter[];
    };

export type Metric = MetricInfo & Measure;

interface PanelHead {
  readonly id: string;
  readonly title: string;
  /** Columns of twelve that it takes. */
  readonly span: number;
  /** Conditions of the panel besides the board's. */
  readonly where?: readonly Filter[];
}

/** A question of a board: what is shown, and how. */
export type PanelDeclaration =
  | (PanelHead & { readonly kind: 'number'; readonly metrics: readonly Metric[] })
  | (PanelHead & { readonly kind: 'timeline'; readonly metric: Metric; readonly split?: string })
  | (PanelHead & { readonly kind: 'lines'; readonly metric: Metric; readonly split: string })
  | (PanelHead & {
      readonly kind: 'top';
      /** Drawn as bands from the first field's values to the second's. */
      readonly look?: 'flows';
      readonly fields: readonly string[];
      readonly metrics: readonly Metric[];
    })
  | (PanelHead & { readonly kind: 'map'; readonly field: string; readonly metrics: readonly Metric[] })
  | (PanelHead & { readonly kind: 'table'; readonly columns: readonly string[] });

/** A text that is made of a column of a table, as the embedded engine and as Athena writes it. */
export interface DerivedField {
  readonly name: string;
  /** The column, of one value and no parts. */
  readonly of: string;
  readonly duckdb: string;
  readonly athena: string;
}

/** What people ask of one table: the board, and how its events are shown. */
export interface Board {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly table: string;
  /** Field whose values are outcomes. */
  readonly verdict?: string;
  /** Columns to show first. */
  readonly columns: readonly string[];
  /** Fields whose values are worth following through all tables. */
  readonly entities: readonly string[];
  /** Fields that the table has for its panels and filters only. */
  readonly derived?: readonly DerivedField[];
  readonly panels: readonly PanelDeclaration[];
}

/** Rows that are counted. */
export const count = (name: string, title: string, where: readonly Filter[] = []): Metric => ({
  name,
  title,
  unit: 'count',
  is: 'count',
  where,
});

/** The part of rows that fulfil the conditions, 0 to 1. */
export const share = (name: string, title: string, where: readonly Filter[]): Metric => ({
  name,
  title,
  unit: 'share',
  is: 'share',
  where,
});

/** Different values of a field. */
export const distinct = (name: string, title: string, field: string): Metric => ({
  name,
  title,
  unit: 'count',
  is: 'distinct',
  field,
});

/** The sum of a field. */
export const sum = (name: string, title: string, field: string): Metric => ({
  name,
  title,
  unit: 'bytes',
  is: 'sum',
  field,
});

/** When the first and the last of the rows were. */
export const seen: readonly [Metric, Metric] = [
  { name: 'first', title: 'First', unit: 'time', is: 'first', field: 'event_time' },
  { name: 'last', title: 'Last', unit: 'time', is: 'last', field: 'event_time' },
];

/** The metrics of a panel. */
export function metricsOf(panel: PanelDeclaration): readonly Metric[] {
  if (panel.kind === 'table') return [];
  return 'metric' in panel ? [panel.metric] : panel.metrics;
}

/** The fields that a panel groups by. */
export function keyFields(panel: PanelDeclaration): readonly string[] {
  switch (panel.kind) {
    case 'timeline':
    case 'lines':
      return panel.split === undefined ? [] : [panel.split];
    case 'top':
      return panel.fields;
    case 'map':
      return [panel.field];
    case 'number':
    case 'table':
      return [];
  }
}
