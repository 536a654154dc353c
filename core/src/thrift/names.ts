/** Numbers of Parquet's enumerations (parquet-format, parquet.thrift). */
export const TYPE = {
  boolean: 0,
  int32: 1,
  int64: 2,
  int96: 3,
  float: 4,
  double: 5,
  byteArray: 6,
  fixedBytes: 7,
} as const;
export const REPETITION = { required: 0, optional: 1, repeated: 2 } as const;
export const CONVERTED = { utf8: 0, map: 1, list: 3, timestampMicros: 10, int32: 17, int64: 18 } as const;
export const ENCODING = { plain: 0, plainDictionary: 2, rle: 3, rleDictionary: 8 } as const;
export const CODEC = { uncompressed: 0, gzip: 2, zstd: 6 } as const;
export const PAGE = { data: 0, dictionary: 2, dataV2: 3 } as const;

/** What a Parquet file begins and ends with. */
export const MAGIC = Buffer.from('PAR1');
