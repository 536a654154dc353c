import type { ColumnKind, TimeForm } from '#format';
import type { BlockMemory } from './block-memory.ts';
import { KEYED_PLACE, writeKeys } from './place-keys.ts';
import type { ScanNode } from './scan-tree.ts';

/** Kinds of places; `core/wasm/json.ts` has the same numbers. */
const KINDS: Readonly<Partial<Record<ColumnKind, number>>> = { struct: 1, int: 2, long: 3 };

/** Forms of a time in JSON; a time of two fields is the explaining reader's. */
const TIME_FORMS: Readonly<Partial<Record<TimeForm, number>>> = {
  'iso-8601': 1,
  'common-log': 2,
  'epoch-seconds': 3,
  'epoch-millis': 4,
};

/** Writes the tree of a format's places; false where the block reader can't read it or has no room. */
export function writeJsonPlan(memory: BlockMemory, root: ScanNode, form: TimeForm): boolean {
  const time = TIME_FORMS[form];
  if (time === undefined) return false;
  const place = memory.plan(KEYED_PLACE);
  return writePlace({ memory, time }, place, root);
}

interface Writing {
  readonly memory: BlockMemory;
  /** Number of the form of event time. */
  readonly time: number;
}

function writePlace(writing: Writing, place: number, node: ScanNode): boolean {
  const { memory, time } = writing;
  const element = node.element === undefined ? 0 : newPlace(writing, node.element);
  if (element === undefined) return false;
  const form = node.day === undefined ? 0 : time;
  const numbers = [KINDS[node.kind] ?? 0, node.opener, form, node.dayRank, element];
  for (const [at, value] of numbers.entries()) memory.number(place + at * 4, value);
  const children = node.nodes.map((child, at) => ({
    key: node.keys[at] ?? new Uint8Array(0),
    write: () => newPlace(writing, child),
  }));
  return writeKeys(memory, place, children);
}

/** Writes a place behind the others; answers its address. */
function newPlace(writing: Writing, node: ScanNode): number | undefined {
  const place = writing.memory.keep(new Uint8Array(KEYED_PLACE));
  return place !== undefined && writePlace(writing, place, node) ? place : undefined;
}
