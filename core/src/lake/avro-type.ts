import avro from 'avsc';
import { IdBytes } from './id-bytes.ts';

/** Longs as BigInt: snapshot ids of other engines are 63 bits long. */
const longType = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (left: bigint, right: bigint) => (left < right ? -1 : Number(left > right)),
});

/** Schemas that files have had: few, as each writer has its own. Compiling one takes longer than reading a small manifest. */
const types = new Map<string, avro.Type>();
const MOST_TYPES = 50;

/** How the records of a file are read. `lazy`: values by field id stay bytes until somebody asks (`IdBytes`). */
export type Reading = 'whole' | 'lazy';

/** The type of records by their schema as JSON text. */
export function typeOf(schema: string, reading: Reading): avro.Type {
  const name = `${reading} ${schema}`;
  const known = types.get(name);
  if (known !== undefined) return known;
  const registry = { long: longType };
  const made = avro.Type.forSchema(
    JSON.parse(schema) as avro.Schema,
    reading === 'lazy' ? { registry, typeHook: lazyIdMap } : { registry },
  );
  if (types.size >= MOST_TYPES) types.clear();
  types.set(name, made);
  return made;
}

/** An array of pairs of a field id and bytes or a number, as the specification writes a map with such keys. */
interface IdMapSchema {
  readonly logicalType: 'map';
  readonly items: { readonly fields: readonly { readonly name: string; readonly type: unknown }[] };
}

/** What reads a value of a type: from where a tap is in a buffer. */
interface Reader {
  readonly [SKIP]: (tap: Tap) => void;
}

/** What avsc calls its types' own methods. */
const SKIP = '_skip';
const READ = '_read';

interface Tap {
  readonly buf: Buffer;
  readonly pos: number;
}

/** What the values of a map by field id are; undefined for every other schema, and for values that are not left as bytes. */
function valuesOf(schema: unknown): 'bytes' | 'long' | undefined {
  const { logicalType, items } = schema as Partial<IdMapSchema>;
  if (logicalType !== 'map' || items === undefined) return undefined;
  const [key, value, ...more] = items.fields.map((field) => field.type);
  const isKnown = key === 'int' && more.length === 0 && (value === 'bytes' || value === 'long');
  return isKnown ? value : undefined;
}

/** The type of a map by field id that leaves it as it is written. */
function lazyIdMap(schema: unknown, options: object): avro.Type | undefined {
  const values = valuesOf(schema);
  if (values === undefined) return undefined;
  const whole = new avro.types.ArrayType(schema as avro.Schema, options) as unknown as Reader;
  const read = (tap: Tap) => {
    const from = tap.pos;
    whole[SKIP](tap);
    return new IdBytes(tap.buf.subarray(from, tap.pos), values === 'bytes');
  };
  return Object.create(whole, { [READ]: { value: read } }) as avro.Type;
}
