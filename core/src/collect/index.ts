export {
  batches,
  nothingSkipped,
  type BatchOptions,
  type ClaimedObject,
  type FoundObject,
  type ObjectBatch,
  type Skipped,
} from './batches.ts';
export { findFiles, type FileFilter } from './find-files.ts';
export { Recogniser, type KeyNames, type Recognised } from './recognise.ts';
