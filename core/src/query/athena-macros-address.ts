import { once } from './athena-once.ts';
import type { Macros } from './athena-macros.ts';

/**
 * IPADDRESS is the 128 bits of an IPv6 address, IPv4 as ::ffff:a.b.c.d, so that addresses compare as in Athena: UHUGEINT, which
 * nothing else of Athena's has. IPPREFIX is a row of its first address and the length that is written.
 */
const MAPPED = "CAST('281470681743360' AS UHUGEINT)";

const IS_V4 = (ip: string): string =>
  `(${ip} BETWEEN ${MAPPED} AND ${MAPPED} + CAST(4294967295 AS UHUGEINT))`;

const octet = (at: number): string => `CAST(split_part(t, '.', ${at}) AS UHUGEINT)`;

const V4 = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IS_V4_TEXT = `regexp_full_match(t, '${V4}(?:\\.${V4}){3}')`;

/** The hexadecimal groups of an IPv6 text: eight, or fewer around `::`. */
const IS_V6_TEXT =
  "regexp_full_match(t, '[0-9a-fA-F:]*(?:[0-9a-fA-F:]|:\\d{1,3}(?:\\.\\d{1,3}){3})') AND NOT regexp_matches(t, ':::|[0-9a-fA-F]{5,}|^:[^:]|[^:]:$') AND len(string_split(t, '::')) <= 2 AND regexp_matches(t, ':')";

/** A dotted end as two groups. */
const UNDOTTED =
  "CASE WHEN t LIKE '%.%' THEN regexp_replace(t, '[0-9.]+$', '') || athena_hex4(CAST(string_split(regexp_extract(t, '[0-9.]+$'), '.') AS INTEGER[])) ELSE t END";

const GROUPS =
  "CASE WHEN t LIKE '%::%' THEN list_filter(string_split(split_part(t, '::', 1), ':'), lambda g: g <> '') || list_transform(generate_series(1, 8 - len(list_filter(string_split(replace(t, '::', ':'), ':'), lambda g: g <> ''))), lambda i: '0') || list_filter(string_split(split_part(t, '::', 2), ':'), lambda g: g <> '') ELSE string_split(t, ':') END";

const group = (at: number): string => `CAST(CAST('0x' || g[${at}] AS INTEGER) AS UHUGEINT)`;

/** Eight groups as 128 bits; another count fails. */
const VALUE = `CASE WHEN len(g) = 8 THEN ${[1, 2, 3, 4, 5, 6, 7, 8].map((at) => `(${group(at)} << CAST(${16 * (8 - at)} AS UHUGEINT))`).join(' + ')} ELSE CAST('! Cannot cast value to IPADDRESS' AS UHUGEINT) END`;

/** The eight groups of an address, without zeros before them. */
const HEX_GROUPS =
  "array_to_string(list_transform([112, 96, 80, 64, 48, 32, 16, 0], lambda k: lower(to_hex(CAST((ip >> CAST(k AS UHUGEINT)) % 65536 AS INTEGER)))), ':')";

/** A text between colons, and the length of its longest run of zero groups; null where no two stand together. */
const ZERO_RUN =
  "{'text': ':' || t || ':', 'length': list_filter([8, 7, 6, 5, 4, 3, 2], lambda n: contains(':' || t || ':', ':' || repeat('0:', n)))[1]}";
const RUN_PLACE = "strpos(r.text, ':' || repeat('0:', r.length))";

/** The longest run of zero groups as `::` (RFC 5952, 4.2), the first of equal ones. */
const COMPRESSED = `CASE WHEN r.length IS NULL THEN r.text[2:-2] ELSE r.text[2:${RUN_PLACE} - 1] || '::' || r.text[${RUN_PLACE} + 1 + 2 * r.length:-2] END`;

const dotted = (shift: number): string => `CAST((ip // ${2 ** shift}) % 256 AS VARCHAR)`;

/** How many of the 128 bits a prefix of this length fixes. */
const FIXED = '(CASE WHEN athena_is_v4(p.network) THEN 96 ELSE 0 END + p.bits)';

const LAST = `(p.network + ((CASE WHEN ${FIXED} = 0 THEN CAST('340282366920938463463374607431768211455' AS UHUGEINT) ELSE athena_block(${FIXED}) - 1 END)))`;

/** The address and the length that a text of a network has. */
const PREFIX_PARTS =
  "{'ip': athena_ip(split_part(s, '/', 1)), 'n': CAST(CASE WHEN regexp_matches(s, '^[^/]+/\\d{1,3}$') THEN split_part(s, '/', 2) ELSE '! Cannot cast value to IPPREFIX: ' || s END AS INTEGER)}";

/** `contains` of a network and an address, beside that of an array: for a query that speaks of addresses. */
export const CONTAINS_ADDRESS: Macros = {
  athena_contains: { 'a, x': 'athena_contains_of([a], [x], a, x)' },
  athena_contains_of: {
    'k VARCHAR[], l UHUGEINT[], a, x': once(
      "{'p': athena_prefix(a), 'first': athena_ip(split_part(a, '/', 1)), 'x': x}",
      'w',
      "w.x BETWEEN CASE WHEN w.p.network <> w.first AND w.p.bits > 0 THEN CAST('! Invalid CIDR' AS UHUGEINT) ELSE w.p.network END AND athena_subnet_max(w.p)",
    ),
    'k STRUCT(network UHUGEINT, bits UTINYINT)[], l UHUGEINT[], a, x': 'athena_is_subnet(a, x)',
    'k, l, a, x':
      "CASE WHEN list_contains(a, x) THEN true WHEN len(a) > list_aggregate(a, 'count') OR a IS NULL OR x IS NULL THEN NULL ELSE false END",
  },
};

/** Addresses and networks, IPv4 and IPv6. */
export const ADDRESS_MACROS: Macros = {
  athena_is_v4: { ip: IS_V4('ip') },
  // How many addresses a network has that fixes this many bits, of which there is at least one.
  athena_block: { n: 'CAST(1 AS UHUGEINT) << CAST(128 - n AS UHUGEINT)' },
  athena_hex4: { o: "to_hex(o[1] * 256 + o[2]) || ':' || to_hex(o[3] * 256 + o[4])" },
  // The zone of an address counts for nothing.
  athena_ip: {
    t: once(
      "CASE WHEN contains(t, ':') THEN regexp_replace(t, '%.+$', '') ELSE t END",
      's',
      'athena_ip_of(s)',
    ),
  },
  athena_ip_of: {
    t: `CASE WHEN t IS NULL THEN NULL WHEN ${IS_V4_TEXT} THEN ${MAPPED} + (${octet(1)} * 16777216 + ${octet(2)} * 65536 + ${octet(3)} * 256 + ${octet(4)}) WHEN ${IS_V6_TEXT} THEN ${once('athena_ip_undotted(t)', 'u', once('athena_ip_groups(u)', 'g', 'athena_ip_value(g)'))} ELSE CAST('! Cannot cast value to IPADDRESS: ' || t AS UHUGEINT) END`,
  },
  athena_ip_undotted: { t: UNDOTTED },
  athena_ip_groups: { t: GROUPS },
  athena_ip_value: { g: VALUE },
  athena_ip_compressed: { t: once(ZERO_RUN, 'r', COMPRESSED) },
  athena_ip_text: { ip: once('ip', 'v', 'athena_ip_text_of(v)') },
  athena_ip_text_of: {
    ip: `CASE WHEN athena_is_v4(ip) THEN concat_ws('.', ${[24, 16, 8, 0].map(dotted).join(', ')}) WHEN ip IS NOT NULL THEN ${once(HEX_GROUPS, 's', 'athena_ip_compressed(s)')} END`,
  },
  athena_to_ip: {
    x: "CASE typeof(x) WHEN 'UHUGEINT' THEN CAST(x AS UHUGEINT) WHEN 'STRUCT(network UHUGEINT, bits UTINYINT)' THEN CAST(x AS STRUCT(network UHUGEINT, bits UTINYINT)).network ELSE athena_ip(CAST(x AS VARCHAR)) END",
  },
  athena_to_prefix: {
    x: "CASE typeof(x) WHEN 'UHUGEINT' THEN athena_ip_prefix(CAST(x AS UHUGEINT), CASE WHEN athena_is_v4(CAST(x AS UHUGEINT)) THEN 32 ELSE 128 END) WHEN 'STRUCT(network UHUGEINT, bits UTINYINT)' THEN CAST(x AS STRUCT(network UHUGEINT, bits UTINYINT)) ELSE athena_prefix(CAST(x AS VARCHAR)) END",
  },
  athena_prefix: {
    t: once(
      't',
      's',
      `CASE WHEN s IS NOT NULL THEN ${once(PREFIX_PARTS, 'w', 'athena_ip_prefix_checked(w.ip, w.n)')} END`,
    ),
  },
  athena_ip_prefix: {
    'ip, n': once("{'ip': athena_to_ip(ip), 'n': n}", 'w', 'athena_ip_prefix_checked(w.ip, w.n)'),
  },
  athena_ip_prefix_checked: {
    'ip, n':
      "athena_ip_prefix_of(ip, CASE WHEN n BETWEEN 0 AND CASE WHEN athena_is_v4(ip) THEN 32 ELSE 128 END THEN n ELSE CAST('! Invalid length of a prefix: ' || n AS INTEGER) END)",
  },
  athena_ip_prefix_of: {
    'ip, n':
      "CASE WHEN ip IS NOT NULL THEN {'network': CASE WHEN n + CASE WHEN athena_is_v4(ip) THEN 96 ELSE 0 END = 0 THEN CAST(0 AS UHUGEINT) ELSE ip - ip % athena_block(n + CASE WHEN athena_is_v4(ip) THEN 96 ELSE 0 END) END, 'bits': CAST(n AS UTINYINT)} END",
  },
  athena_subnet_min: { p: 'p.network' },
  athena_subnet_max: { p: LAST },
  athena_subnet_range: { p: '[p.network, athena_subnet_max(p)]' },
  athena_is_subnet: { 'p, x': 'athena_is_subnet_of([x], p, x)' },
  athena_is_subnet_of: {
    'k UHUGEINT[], p, x': 'x BETWEEN p.network AND athena_subnet_max(p)',
    'k STRUCT(network UHUGEINT, bits UTINYINT)[], p, x':
      'x.network BETWEEN p.network AND athena_subnet_max(p) AND athena_subnet_max(x) <= athena_subnet_max(p)',
  },
};
