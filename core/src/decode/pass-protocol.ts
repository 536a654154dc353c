import type { Format } from '#format';
import type { DecodeLimits } from './limits.ts';
import type { ObjectOutcome } from './object-outcome.ts';
import type { PassObject } from './object-pass.ts';
import type { Likeness } from './record-lanes.ts';
import type { Spool } from './spool-set.ts';

/** What a worker is asked. One request at a time. */
export type PassRequest =
  | {
      readonly ask: 'open';
      readonly format: Format;
      readonly limits: DecodeLimits;
      readonly directory: string;
      /** Files of an earlier batch that may be written over. */
      readonly spares: readonly string[];
      readonly explainAll: boolean;
      /** Asks for single records and their raw text instead of rows. */
      readonly like?: Likeness;
    }
  | { readonly ask: 'pass'; readonly objects: readonly PassObject[] }
  | { readonly ask: 'finish' };

/** What it answers. */
export type PassAnswer =
  | { readonly outcomes: readonly ObjectOutcome[]; readonly spools: readonly Spool[] }
  | { readonly error: string };
