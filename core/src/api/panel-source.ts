import type { PanelDeclaration } from './board.ts';

export type PanelOf<Kind extends PanelDeclaration['kind']> = PanelDeclaration & { readonly kind: Kind };

export type Amount = number | null;

export interface Series {
  readonly name: string | null;
  readonly counts: number[];
  readonly total: number;
}

/** Amounts of metrics, and each in every step of the period. */
export interface NumbersFound {
  readonly amounts: Amount[];
  readonly series: Amount[][];
}

/** Series over time: the largest, all others together, and how many there are. */
export interface SeriesFound {
  readonly series: Series[];
  readonly other: number[] | null;
  readonly distinct: number;
}

/** The largest groups, how many there are, and the first metric of all together. */
export interface GroupsFound {
  readonly rows: { keys: (string | null)[]; amounts: Amount[]; share: number }[];
  readonly distinct: number;
  readonly total: number;
}

/** Series that a timeline names; the others are added up. */
export const MOST_SERIES = 10;
const TOP_ROWS = 10;
/** More than there are countries. */
const MAP_ROWS = 300;

/** How many groups a panel shows. */
export const groupLimit = ({ kind }: PanelOf<'top'> | PanelOf<'map'>): number =>
  kind === 'map' ? MAP_ROWS : TOP_ROWS;

/** Where the numbers of a board's panels come from: SQL over the data files, or columns that are kept in memory. */
export interface PanelSource {
  readonly numbers: (panel: PanelOf<'number'>) => Promise<NumbersFound>;
  /** Those of the period before. */
  readonly earlier: (panel: PanelOf<'number'>) => Promise<Amount[]>;
  readonly series: (panel: PanelOf<'timeline'> | PanelOf<'lines'>) => Promise<SeriesFound>;
  readonly groups: (panel: PanelOf<'top'> | PanelOf<'map'>) => Promise<GroupsFound>;
}
