import type { Macros } from './athena-macros.ts';

/** Hexadecimal digits of a character, or of as many bytes as Trino takes together. */
const PIECE =
  '[0-7].|[CD].[89AB].|E.[89AB].[89AB].|F[0-7](?:[89AB].){3}|E.[89AB].|F[0-7](?:[89AB].){1,2}|F[89AB](?:[89AB].){1,4}|F[CD](?:[89AB].){1,5}|..';

/** Those of one character of UTF-8: the shortest that there are, and none of half a character. */
const CHARACTER =
  '[0-7].|(?:C[2-9A-F]|D.)[89AB].|E0[AB].[89AB].|E[1-9A-CEF][89AB].[89AB].|ED[89].[89AB].|F0[9AB].(?:[89AB].){2}|F[1-3](?:[89AB].){3}|F48.(?:[89AB].){2}';

/** A character of UTF-8, or as many bytes that are none as Java takes together: all that one could begin with. */
export const JAVA_PIECE = `${CHARACTER}|ED[AB].[89AB].|E0[AB].|E[1-9A-F][89AB].|F0[9AB].(?:[89AB].)?|F[1-3][89AB].(?:[89AB].)?|F48.(?:[89AB].)?|..`;

/** Bytes, and the texts that they are. */
export const BYTES_MACROS: Macros = {
  // The signs at the end that fill it up may be missing.
  athena_from_base64: {
    t: "from_base64(t || repeat('=', CASE length(t) % 4 WHEN 2 THEN 2 WHEN 3 THEN 1 ELSE 0 END))",
  },
  athena_from_hex: {
    t: "unhex(CASE WHEN length(t) % 2 = 0 THEN t ELSE CAST(CAST('! invalid input length ' || length(t) AS INTEGER) AS VARCHAR) END)",
  },
  athena_to_utf8: { x: 'encode(x)' },
  // An address is the 16 bytes of IPv6.
  athena_to_bytes: {
    x: "CASE typeof(x) WHEN 'VARCHAR' THEN encode(CAST(x AS VARCHAR)) WHEN 'UHUGEINT' THEN unhex(lpad(to_hex(CAST(x AS UHUGEINT)), 32, '0')) ELSE CAST(x AS BLOB) END",
  },
  // What is no UTF-8 becomes one sign for as many bytes as Trino takes together.
  athena_from_utf8: {
    x: `coalesce(TRY(decode(x)), athena_utf8_of(hex(x), 'EFBFBD', '${PIECE}'))`,
    'x, r': `coalesce(TRY(decode(x)), athena_utf8_of(hex(x), hex(encode(CASE WHEN typeof(r) = 'VARCHAR' THEN CAST(r AS VARCHAR) ELSE chr(CAST(CAST(r AS VARCHAR) AS INTEGER)) END)), '${PIECE}'))`,
  },
  // The text of hexadecimal digits, with others, `d`, for each of the pieces by `q` that is no character.
  athena_utf8_of: {
    'h, d, q': `decode(unhex(array_to_string(list_transform(regexp_extract_all(h, q), lambda p: CASE WHEN regexp_full_match(p, '${CHARACTER}') THEN p ELSE d END), '')))`,
  },
  athena_md5: { x: 'unhex(md5(x))' },
  athena_sha1: { x: 'unhex(sha1(x))' },
  athena_sha256: { x: 'unhex(sha256(x))' },
};
