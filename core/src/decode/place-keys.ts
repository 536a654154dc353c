/** Bytes of a place that both plans share: `core/wasm/places.ts` has the same numbers. */
export const KEYED_PLACE = 48;
const KEY_SIZE = 12;
const [KEY_COUNT, KEYS, FOLLOW] = [20, 24, 28];

/** Where a plan is written. */
export interface PlanRoom {
  /** Keeps bytes behind the plan, with room to be looked at behind them; answers their address, or undefined where there is no room. */
  keep(bytes: Uint8Array): number | undefined;
  /** Writes a 32-bit number. */
  number(at: number, value: number): void;
}

/** A child's key as it stands in JSON, quotes included, and how its place is written. */
export interface KeyedChild {
  readonly key: Uint8Array;
  readonly write: () => number | undefined;
}

/** Writes the children of a place; false where there is no room. */
export function writeKeys(room: PlanRoom, place: number, children: readonly KeyedChild[]): boolean {
  const keys = room.keep(new Uint8Array(children.length * KEY_SIZE));
  const follow = room.keep(new Uint8Array((children.length + 1) * 4));
  if (keys === undefined || follow === undefined) return false;
  room.number(place + KEY_COUNT, children.length);
  room.number(place + KEYS, keys);
  room.number(place + FOLLOW, follow);
  for (let at = 0; at <= children.length; at += 1) room.number(follow + at * 4, at);
  return children.every((child, at) => writeKey(room, keys + at * KEY_SIZE, child));
}

function writeKey(room: PlanRoom, at: number, { key, write }: KeyedChild): boolean {
  const keyAt = room.keep(key);
  const place = write();
  if (keyAt === undefined || place === undefined) return false;
  for (const [offset, value] of [keyAt, key.length, place].entries()) room.number(at + offset * 4, value);
  return true;
}
