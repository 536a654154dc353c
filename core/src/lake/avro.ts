import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import avro from 'avsc';
import { AvroBytes } from './avro-bytes.ts';
import { typeOf, type Reading } from './avro-type.ts';

/** An Avro schema as JSON. */
export type AvroSchema = object;

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
  const encoder = new avro.streams.BlockEncoder(typeOf(JSON.stringify(schema), 'whole'), {
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

/** The longest block when unpacked: a manifest of a hundred thousand files. */
const MOST_BYTES = 1 << 28;

/** Records of an Avro file, and how many bytes of it they rest on. */
export interface AvroRecords {
  readonly records: Record<string, unknown>[];
  readonly sizeBytes: number;
}

/** The records of an Avro object container file, whole. @throws Error where it is none, or cut off. */
export const decodeAvro = (bytes: Uint8Array): Record<string, unknown>[] => readAvro(bytes, 'whole').records;

/**
 * The records of an Avro object container file, by the schema in its header.
 * https://avro.apache.org/docs/1.12.0/specification/#object-container-files
 * @throws Error where it is none, or cut off.
 */
export function readAvro(bytes: Uint8Array, reading: Reading): AvroRecords {
  const file = new AvroBytes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const { schema, codec, mark } = headerOf(file);
  const type = typeOf(schema, reading);
  const records: Record<string, unknown>[] = [];
  let sizeBytes = 0;
  while (!file.isAtEnd) {
    const count = file.long();
    const block = unpacked(file.bytes(), codec);
    if (!file.take(mark.length).equals(mark)) throw new Error('a block of the Avro file is damaged');
    readRecords(type, { block, count }, records);
    sizeBytes += block.length;
  }
  return { records, sizeBytes };
}

interface Header {
  /** JSON text. */
  readonly schema: string;
  readonly codec: string;
  /** Stands behind every block. */
  readonly mark: Buffer;
}

const MAGIC = Buffer.from('Obj\u0001');

function headerOf(file: AvroBytes): Header {
  if (!file.take(MAGIC.length).equals(MAGIC)) throw new Error('not an Avro file');
  const texts = new Map<string, string>();
  for (let count = file.long(); count !== 0; count = file.long()) {
    if (count < 0) file.long();
    for (let left = Math.abs(count); left > 0; left -= 1)
      texts.set(file.bytes().toString('utf8'), file.bytes().toString('utf8'));
  }
  const schema = texts.get('avro.schema');
  if (schema === undefined) throw new Error('the Avro file has no schema');
  return { schema, codec: texts.get('avro.codec') ?? 'null', mark: file.take(16) };
}

function unpacked(block: Buffer, codec: string): Buffer {
  if (codec === 'null') return block;
  if (codec === 'deflate') return inflateRawSync(block, { maxOutputLength: MOST_BYTES });
  throw new Error(`the Avro file is packed as ${codec}`);
}

function readRecords(
  type: avro.Type,
  { block, count }: { block: Buffer; count: number },
  records: Record<string, unknown>[],
): void {
  let at = 0;
  for (let left = count; left > 0; left -= 1) {
    const { value, offset } = type.decode(block, at);
    if (offset < 0) throw new RangeError('a record of the Avro file is cut off');
    records.push(value);
    at = offset;
  }
}
