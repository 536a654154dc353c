import type { Macros } from './athena-macros.ts';
import { JAVA_PIECE } from './athena-macros-bytes.ts';
import { once } from './athena-once.ts';

/**
 * What `java.net.URI`, which Athena asks, takes for a URL: RFC 3986, appendix B, but no `|`, no `{` and no `%` without two digits behind
 * it; letters of every script are right.
 */
const urlText = (without: string): string =>
  `(?:[^${without}\\x00-\\x20\\x7f"<>\\\\^\`{|}%]|%[0-9a-fA-F]{2})*`;

const URL = `^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?://(?:[^/?#@]*@)?(\\[[^\\]]*\\]|[^/?#:\\x00-\\x20"<>\\\\^\`{|}]*)(?::(\\d*))?)?(${urlText('?#\\[\\]')})(?:\\?(${urlText('#')}))?(?:#(${urlText('#')}))?$`;

/** Behind such a protocol stands a text of its own kind, no path and no query. */
const OPAQUE = '^([a-zA-Z][a-zA-Z0-9+.-]*:)[^/#][^#]*';

/** A colon in the first part of a path ends a protocol, and none begins with a digit or has other signs. */
const NO_PROTOCOL =
  '^[a-zA-Z][a-zA-Z0-9+.-]*:(?:#|$)|^(?:[^a-zA-Z/?#][^/?#]*|[^/?#:]*[^a-zA-Z0-9+./?#:-][^/?#:]*):';

/** A part of a URL; null where the text is none. */
const url = (group: number): string =>
  `CASE WHEN regexp_matches(u, '${URL}') AND NOT regexp_matches(u, '${NO_PROTOCOL}') THEN regexp_extract(${PATHS.has(group) ? `regexp_replace(u, '${OPAQUE}', '\\1')` : 'u'}, '${URL}', ${group}) END`;

/** The path and the query. */
const PATHS: ReadonlySet<number> = new Set([4, 5]);

/** A host is letters, digits, dots and hyphens, or an address in brackets; of any other nothing is left. */
const HOST = `regexp_replace(${url(2)}, '^.*[^0-9a-zA-Z.\\[\\]:-].*$', '')`;

/** URLs and their parts. */
export const URL_MACROS: Macros = {
  athena_url_decode: {
    u: "athena_url_text(replace(CASE WHEN regexp_matches(u, '%([^0-9a-fA-F]|.[^0-9a-fA-F]|.?$)') THEN CAST(CAST('! not a hexadecimal digit in an escape of the text: ' || u AS INTEGER) AS VARCHAR) ELSE u END, '+', ' '))",
  },
  athena_url_encode: { u: "replace(replace(replace(url_encode(u), '%20', '+'), '~', '%7E'), '%2A', '*')" },
  athena_url_fragment: { u: `athena_url_text(${url(6)})` },
  athena_url_host: { u: HOST },
  athena_url_parameter: {
    'u, p': `athena_url_text(replace(list_extract(list_transform(list_filter(string_split(nullif(${url(5)}, ''), '&'), lambda x: split_part(x, '=', 1) = p), lambda x: x[length(p) + 2:]), 1), '+', ' '))`,
  },
  athena_url_path: { u: `athena_url_text(${url(4)})` },
  athena_url_port: { u: `CAST(nullif(${url(3)}, '') AS BIGINT)` },
  // What is escaped may be no UTF-8.
  athena_url_text: {
    u: once(
      'u',
      'v',
      `coalesce(TRY(url_decode(v)), athena_utf8_of(array_to_string(list_transform(regexp_extract_all(v, '%[0-9a-fA-F]{2}|[^%]+'), lambda p: CASE WHEN p[1] = '%' THEN upper(p[2:3]) ELSE hex(encode(p)) END), ''), 'EFBFBD', '${JAVA_PIECE}'))`,
    ),
  },
  athena_url_protocol: { u: url(1) },
  athena_url_query: { u: `athena_url_text(${url(5)})` },
};
