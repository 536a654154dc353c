import { countText } from '#kernel';
import type { Covers, Panel } from './contract.ts';

/** A limit that cut something, and what it left out. */
export type Limit = Covers['limits'][number];

/** A list that shows the first of many: nothing where it shows all. */
export const listLimit = (shown: number, all: number, what: string): Limit[] =>
  all > shown ? [{ limit: `${countText(shown)} ${what}`, cut: `${countText(all - shown)} more` }] : [];

/** Series beyond the largest are added up. */
export const seriesLimit = (series: readonly unknown[], names: number): Limit[] =>
  listLimit(series.length, names, 'series').map(({ limit, cut }) => ({
    limit,
    cut: `${cut}, together as other`,
  }));

/** A page of rows with others after it. */
export const pageLimit = (rows: number, hasMore: boolean): Limit[] =>
  hasMore ? [{ limit: `${countText(rows)} rows`, cut: 'the rows after them' }] : [];

/** What a board's panel leaves out. */
export function panelLimits(panel: Panel): Limit[] {
  const named = (limits: readonly Limit[]): Limit[] =>
    limits.map(({ limit, cut }) => ({ limit: `${panel.title}: ${limit}`, cut }));
  switch (panel.kind) {
    case 'number':
      return [];
    case 'timeline':
    case 'lines':
      return named(seriesLimit(panel.series, panel.distinct));
    case 'top':
    case 'map':
      return named(listLimit(panel.rows.length, panel.distinct, 'groups'));
    case 'table':
      return named(pageLimit(panel.rows.length, panel.hasMore));
  }
}
