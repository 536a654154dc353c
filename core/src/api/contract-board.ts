/** Boards and their panels. */
import { z } from 'zod';
import {
  coversSchema,
  filterList,
  rangeSchema,
  rowSchema,
  timeline,
  valueSchema,
} from './contract-shared.ts';

const metric = z.object({
  name: z.string(),
  title: z.string(),
  unit: z.enum(['count', 'share', 'bytes', 'seconds', 'time', 'value']),
});
export type MetricInfo = z.infer<typeof metric>;
const panelHead = { id: z.string(), title: z.string(), span: z.int().min(1).max(12), sql: z.string() };
const amounts = z.array(z.union([z.number(), z.string(), z.null()]));

/** One panel with its data. `keys` of a row are values of `fields`; `amounts` align with `metrics`. */
export const panelSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('number'),
    ...panelHead,
    metrics: z.array(metric),
    amounts,
    /** The same for the period before, of equal length; null without comparison. */
    previous: amounts.nullable(),
    /** The amounts of each metric in each step of the period, aligned with `buckets`; null where there is nothing to measure. */
    series: z.array(z.array(z.number().nullable())),
    bucketSeconds: timeline.bucketSeconds,
    buckets: timeline.buckets,
  }),
  z.object({ kind: z.literal('timeline'), ...panelHead, split: z.string().nullable(), metric, ...timeline }),
  z.object({ kind: z.literal('lines'), ...panelHead, split: z.string(), metric, ...timeline }),
  z.object({
    kind: z.literal('top'),
    ...panelHead,
    fields: z.array(z.string()),
    metrics: z.array(metric),
    rows: z.array(z.object({ keys: z.array(valueSchema), amounts, share: z.number() })),
    distinct: z.number(),
    total: z.number(),
  }),
  z.object({
    kind: z.literal('map'),
    ...panelHead,
    /** Its values are ISO 3166-1 alpha-2 codes or English names of countries, or neither (`-`). */
    field: z.string(),
    metrics: z.array(metric),
    rows: z.array(z.object({ keys: z.array(valueSchema), amounts, share: z.number() })),
    distinct: z.number(),
    total: z.number(),
  }),
  z.object({
    kind: z.literal('table'),
    ...panelHead,
    columns: z.array(z.string()),
    rows: z.array(rowSchema),
    hasMore: z.boolean(),
    /** Conditions of the panel besides the board's, to open it in Explore. */
    filters: filterList,
  }),
]);
export type Panel = z.infer<typeof panelSchema>;
export type PanelKind = Panel['kind'];

/** GET /boards */
export const boardsAnswer = z.object({
  boards: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      about: z.string(),
      table: z.string(),
      /** Whether the lake has the table. */
      isPresent: z.boolean(),
      panels: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          kind: z.string(),
          span: z.int().min(1).max(12),
          /** How it is drawn besides its table. */
          look: z.enum(['flows']).nullable(),
          /** Conditions of the panel besides the board's. */
          filters: filterList,
          /** Conditions of each of its numbers besides those. */
          metrics: z.array(z.object({ name: z.string(), filters: filterList })),
        }),
      ),
    }),
  ),
});
export type BoardsAnswer = z.infer<typeof boardsAnswer>;

/** POST /board: all panels in one request. */
export const boardRequest = z.strictObject({
  board: z.string().max(100),
  range: rangeSchema,
  filters: filterList.default([]),
  compare: z.boolean().default(true),
});
export type BoardRequest = z.input<typeof boardRequest>;
export const boardAnswer = z.object({
  board: z.string(),
  title: z.string(),
  table: z.string(),
  panels: z.array(panelSchema),
  covers: coversSchema,
});
export type BoardAnswer = z.infer<typeof boardAnswer>;
