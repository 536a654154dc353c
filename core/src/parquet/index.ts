export { codeDecoder, codeOf } from './codes.ts';
export { entriesIn, type Decoder, type Entries } from './entries.ts';
export { withParquet, type ParquetFile, type RowGroup } from './file.ts';
export { readGroups, type PageReader } from './groups.ts';
export { numberDecoder } from './numbers.ts';
export type { Leaf, LeafKind } from './schema.ts';
export { TextTable, type Texts } from './text-table.ts';
export { Unsupported } from './unsupported.ts';
export {
  footerBytes,
  footerLength,
  readFooter,
  TRAILER_BYTES,
  type CutGroup,
  type Footer,
} from './footer-cut.ts';
export { CODEC, CONVERTED, ENCODING, MAGIC, PAGE, REPETITION, TYPE } from './names.ts';
export { i32, i64, list, struct, text, thriftBytes, type Thrift } from './thrift-writer.ts';
