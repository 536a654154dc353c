export { ColumnStore, type KeptColumns, type StoreLimits, type Wanted } from './column-store.ts';
export { Dictionary, NULL_CODE } from './dictionary.ts';
export type { TableFile } from './file-reader.ts';
export type { MadeOf, Span, StoredField, WantedColumn } from './file-columns.ts';
export { grouped, type Groups, type Key } from './groups.ts';
export { amountsOf, type Amounts, type Measure } from './measures.ts';
export { Counting } from './counting.ts';
export { chosen, passing, spread, type Choice, type Elements, type Part, type Test } from './part.ts';
export { changed, forPart, SharedScan, type Scanning, type Rows } from './rows.ts';
