import type { ColumnKind, TimeForm } from '#format';
import type { BlockMemory } from './block-memory.ts';
import type { ScanNode } from './scan-tree.ts';

/** Size of a place in the block reader's memory, and where its numbers stand; `core/wasm/json.ts` has the same. */
const PLACE_SIZE = 48;
const KEY_SIZE = 12;

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
  const place = memory.plan(PLACE_SIZE);
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
  const keys = memory.keep(new Uint8Array(node.keys.length * KEY_SIZE));
  const follow = memory.keep(new Uint8Array((node.keys.length + 1) * 4));
  if (element === undefined || keys === undefined || follow === undefined) return false;
  const form = node.day === undefined ? 0 : time;
  const numbers = [
    KINDS[node.kind] ?? 0,
    node.opener,
    form,
    node.dayRank,
    element,
    node.keys.length,
    keys,
    follow,
  ];
  for (const [at, value] of numbers.entries()) memory.number(place + at * 4, value);
  for (let at = 0; at <= node.keys.length; at += 1) memory.number(follow + at * 4, at);
  return node.nodes.every((child, at) => {
    const key = node.keys[at] ?? new Uint8Array(0);
    const keyAt = memory.keep(key);
    const childAt = newPlace(writing, child);
    if (keyAt === undefined || childAt === undefined) return false;
    for (const [offset, value] of [keyAt, key.length, childAt].entries())
      memory.number(keys + at * KEY_SIZE + offset * 4, value);
    return true;
  });
}

/** Writes a place behind the others; answers its address. */
function newPlace(writing: Writing, node: ScanNode): number | undefined {
  const place = writing.memory.keep(new Uint8Array(PLACE_SIZE));
  return place !== undefined && writePlace(writing, place, node) ? place : undefined;
}
