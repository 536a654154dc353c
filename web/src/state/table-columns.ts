import { useSyncExternalStore } from 'react';

/** What a person chose of a table's columns in this browser. */
export interface TableColumns {
  readonly columns?: readonly string[];
  /** Pixels by column. */
  readonly widths: Readonly<Record<string, number>>;
}

type Kept = Readonly<Record<string, TableColumns>>;

const KEY = 'levee-columns';
const NONE: TableColumns = { widths: {} };
const NARROWEST = 60;
const WIDEST = 1200;

const listeners = new Set<() => void>();
let current = read();

function read(): Kept {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof found !== 'object' || found === null) return {};
    return Object.fromEntries(Object.entries(found).map(([table, each]) => [table, checked(each)]));
  } catch {
    return {};
  }
}

/** What was kept, without what this page never wrote. */
function checked(found: unknown): TableColumns {
  const { columns, widths } = (found ?? {}) as { columns?: unknown; widths?: unknown };
  const names = Array.isArray(columns) ? columns.filter((name) => typeof name === 'string') : [];
  const pixels = Object.entries(widths ?? {}).filter(
    (each): each is [string, number] =>
      typeof each[1] === 'number' && each[1] >= NARROWEST && each[1] <= WIDEST,
  );
  return { ...(names.length === 0 ? {} : { columns: names }), widths: Object.fromEntries(pixels) };
}

function change(table: string, next: TableColumns): void {
  current = { ...current, [table]: next };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing still applies them until the page is left.
  }
  listeners.forEach((listener) => listener());
}

/** What was chosen for a table. */
export const columnsOf = (table: string): TableColumns => current[table] ?? NONE;

/** Keeps the columns of a table for the next time it is opened. */
export const keepColumns = (table: string, columns: readonly string[]): void =>
  change(table, { ...columnsOf(table), columns });

/** Keeps the width of a column, within what can be seen and read. */
export const keepWidth = (table: string, column: string, pixels: number): void => {
  const { widths, ...rest } = columnsOf(table);
  const width = Math.round(Math.min(WIDEST, Math.max(NARROWEST, pixels)));
  change(table, { ...rest, widths: { ...widths, [column]: width } });
};

export const useTableColumns = (table: string): TableColumns =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => columnsOf(table),
  );

/** The columns with one moved to the place of another. */
export function moved(columns: readonly string[], column: string, to: number): readonly string[] {
  const rest = columns.filter((each) => each !== column);
  return rest.toSpliced(Math.max(0, Math.min(rest.length, to)), 0, column);
}
