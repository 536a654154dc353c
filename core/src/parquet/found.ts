import { type CompactThrift, THRIFT } from '#thrift';

/** What of a structure is wanted, by field id; all else is passed over. */
export interface Wanted {
  readonly [id: number]: 'number' | 'flag' | 'there' | 'bytes' | Wanted | readonly [Wanted];
}

/** A structure that was read: its wanted fields by id. */
export type Found = Readonly<Record<number, unknown>>;

/** Reads what is wanted of a structure. @throws RangeError where a field has another type. */
export function found(thrift: CompactThrift, wanted: Wanted): Found {
  const values: Record<number, unknown> = {};
  thrift.fields((id, type) => {
    const want = wanted[id];
    if (want === undefined) return false;
    values[id] = valueOf(thrift, type, want);
    return true;
  });
  return values;
}

function valueOf(thrift: CompactThrift, type: number, want: Wanted[number]): unknown {
  if (want === 'there') return passed(thrift, type);
  if (want === 'flag' && (type === THRIFT.true || type === THRIFT.false)) return type === THRIFT.true;
  if (want === 'number' && type >= THRIFT.byte && type <= THRIFT.i64)
    return type === THRIFT.byte ? (thrift.byte() << 24) >> 24 : thrift.number();
  return groupOf(thrift, type, want);
}

/** For what only has to be there. */
function passed(thrift: CompactThrift, type: number): true {
  thrift.skip(type);
  return true;
}

function groupOf(thrift: CompactThrift, type: number, want: Wanted[number]): unknown {
  if (type === THRIFT.binary && want === 'bytes') return thrift.binary();
  if (type === THRIFT.list && isList(want)) return listOf(thrift, want[0]);
  if (type === THRIFT.struct && typeof want === 'object' && !isList(want)) return found(thrift, want);
  throw new RangeError(`a field of another type (${type}) than the format has`);
}

function listOf(thrift: CompactThrift, wanted: Wanted): Found[] {
  const items: Found[] = [];
  thrift.structs(() => items.push(found(thrift, wanted)));
  return items;
}

const isList = (want: Wanted[number]): want is readonly [Wanted] => Array.isArray(want);
