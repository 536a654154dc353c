import { randomBytes } from 'node:crypto';
import avro from 'avsc';

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

/** An Avro schema as JSON. */
export type AvroSchema = object;

/** Schemas that files have had: few, as each writer has its own. Compiling one takes longer than reading a small manifest. */
const types = new Map<string, avro.Type>();
const MOST_TYPES = 50;

function typeOf(schema: AvroSchema): avro.Type {
  const text = JSON.stringify(schema);
  const known = types.get(text);
  if (known !== undefined) return known;
  const made = avro.Type.forSchema(schema as avro.Schema, { registry: { long: longType } });
  if (types.size >= MOST_TYPES) types.clear();
  types.set(text, made);
  return made;
}

/**
 * One Avro object container file as bytes, so that its length is known before anything refers to it.
 * The schema goes into the header as given: avsc's own export would lose every `field-id`.
 */
export function encodeAvro(
  schema: AvroSchema,
  metadata: Readonly<Record<string, string>>,
  records: readonly object[],
): Promise<Buffer> {
  const texts = { 'avro.schema': JSON.stringify(schema), ...metadata };
  const encoder = new avro.streams.BlockEncoder(typeOf(schema), {
    codec: 'deflate',
    syncMarker: randomBytes(16),
    writeHeader: 'always',
    metadata: Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text)])),
  } as never);
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    encoder.on('data', (chunk: Buffer) => chunks.push(chunk));
    encoder.on('end', () => resolve(Buffer.concat(chunks)));
    encoder.on('error', reject);
    for (const record of records) encoder.write(record);
    encoder.end();
  });
}

/** The records of an Avro object container file, by the schema in its header. */
export function decodeAvro(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  const decoder = new avro.streams.BlockDecoder({ parseHook: typeOf } as never);
  const records: Record<string, unknown>[] = [];
  return new Promise((resolve, reject) => {
    decoder.on('data', (record: Record<string, unknown>) => records.push(record));
    decoder.on('end', () => resolve(records));
    decoder.on('error', reject);
    decoder.end(Buffer.from(bytes));
  });
}
