export { CompactThrift, numberBytes, pushVarint, structsHead, THRIFT } from './compact-thrift.ts';
export { CODEC, CONVERTED, ENCODING, MAGIC, PAGE, REPETITION, TYPE } from './names.ts';
export { rawFields, rawInt, rawLong, structBytes, type RawField } from './raw-fields.ts';
export { flag, i32, i64, list, struct, text, thriftBytes, type Thrift } from './writer.ts';
