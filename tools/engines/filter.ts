import type { Leaf } from './leaf.ts';

/** A comparison of a leaf with a value given as canonical text. */
export interface Comparison {
  readonly leaf: Leaf;
  readonly op: '=' | '<' | '>' | '<=' | '>=' | 'is null' | 'is not null';
  /** Numbers in decimal, `true` or `false`, timestamps as `YYYY-MM-DD HH:MM:SS.ffffff` UTC. Absent for null tests. */
  readonly value?: string;
}

/** Comparisons that must all hold. */
export type Filter = readonly Comparison[];
