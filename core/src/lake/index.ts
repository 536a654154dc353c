export type { CommitSummary } from './commit-staged.ts';
export type { DataFile } from './data-file.ts';
export type { TableDescription } from './describe.ts';
export type { MaintainOptions, MaintainReport } from './maintain.ts';
export { openLake, type Lake, type LakeWorld } from './open-lake.ts';
export { PickingThread } from './picking-thread.ts';
export type { DayRange, ScannedFile, ScanPart, TableScan } from './scan.ts';
export type { StagedBatch } from './staged.ts';
export { NAMESPACE } from './metadata-files.ts';
