import { randomUUID } from 'node:crypto';
import type { ScannedFile } from './scan.ts';

/**
 * Names of compacted files: `sorted-<group>-<uuid>.parquet`. Files of one rewriting are a group; together they are as large
 * as they can be, so a group is looked at as a whole. That makes a second compaction leave the first one's work alone.
 */
const SORTED = /\/sorted-([0-9a-f]{8})-[^/]*\.parquet$/;

/** Whether a data file is one of compaction's. */
export const isSorted = (key: string): boolean => SORTED.test(key);

/** Beginning of the file names of one rewriting. */
export const groupPrefix = (): string => `sorted-${randomUUID().slice(0, 8)}-`;

/** Share of the target size below which files are worth merging. */
const SMALL = 0.75;

/**
 * The files of a day that compaction rewrites together: what is not sorted yet, and groups below 75 % of the target size;
 * none where that would be a single small group. Large groups stay: late rows never rewrite a whole day.
 */
export function worthRewriting(files: readonly ScannedFile[], targetBytes: number): ScannedFile[] {
  const groups = new Map<string, ScannedFile[]>();
  const unsorted: ScannedFile[] = [];
  for (const file of files) {
    const group = SORTED.exec(file.key)?.[1];
    if (group === undefined) unsorted.push(file);
    else groups.set(group, [...(groups.get(group) ?? []), file]);
  }
  const small = [...groups.values()].filter((group) => bytesOf(group) < targetBytes * SMALL);
  return unsorted.length === 0 && small.length < 2 ? [] : [...unsorted, ...small.flat()];
}

/** Size of files together, in bytes. */
export const bytesOf = (files: readonly ScannedFile[]): number =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
