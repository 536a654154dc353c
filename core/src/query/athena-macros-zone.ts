import type { Macros } from './athena-macros.ts';
import { ADDED, DAY_UNITS, unitFor } from './athena-macros-time.ts';

/** A timestamp of a zone other than UTC: DuckDB's has none. */
const ZONED = 'STRUCT(instant TIMESTAMPTZ, "zone" VARCHAR)';

/** `+05:30`: a zone that is an offset, as one that DuckDB knows, and how far it is from that. */
const IS_OFFSET = (zone: string): string => `regexp_full_match(${zone}, '[+-]\\d\\d:\\d\\d')`;
const NAMED = (zone: string): string => `CASE WHEN ${IS_OFFSET(zone)} THEN 'UTC' ELSE ${zone} END`;
const SHIFT = (zone: string): string =>
  `to_minutes(CASE WHEN ${IS_OFFSET(zone)} THEN CAST(${zone}[1] || '1' AS BIGINT) * (60 * CAST(${zone}[2:3] AS BIGINT) + CAST(${zone}[5:6] AS BIGINT)) ELSE 0 END)`;

const asZoned = (value: string): string => `CAST(${value} AS ${ZONED})`;

/** Times of a zone, for a query that speaks of zones; without it, the same macros take any time as it is. */
export const ZONE_MACROS: Macros = {
  athena_local: {
    x: `CASE WHEN typeof(x)[1:6] = 'STRUCT' THEN athena_zone_time(${asZoned('x')}) ELSE CAST(x AS TIMESTAMP) END`,
  },
  athena_instant: {
    x: `CASE WHEN typeof(x)[1:6] = 'STRUCT' THEN ${asZoned('x')}.instant ELSE CAST(x AS TIMESTAMPTZ) END`,
  },
  athena_plain: { x: 'CAST(athena_instant(x) AS TIMESTAMP)' },
  athena_date_trunc: {
    'u, t': `CASE WHEN typeof(t)[1:6] = 'STRUCT' THEN cast_to_type(athena_with_zone(date_trunc(u, athena_local(t)), ${asZoned('t')}."zone"), t) ELSE cast_to_type(date_trunc(u, CAST(t AS TIMESTAMP)), t) END`,
  },
  athena_offset_of: {
    t: `CASE WHEN typeof(t)[1:6] = 'STRUCT' THEN athena_offset(${asZoned('t')}) ELSE '+00:00' END`,
  },
  // Days of a zone have the hours that its clocks show.
  athena_date_add: {
    'u, n, t': `CASE WHEN typeof(t)[1:6] <> 'STRUCT' THEN cast_to_type(athena_local(t) + ${ADDED.replace('lower(u)', `lower(${unitFor('t')})`)}, t) WHEN lower(u) IN (${DAY_UNITS}) THEN cast_to_type(athena_with_zone(athena_local(t) + ${ADDED}, ${asZoned('t')}."zone"), t) ELSE cast_to_type({'instant': athena_instant(t) + ${ADDED}, 'zone': ${asZoned('t')}."zone"}, t) END`,
  },
  athena_date_diff: {
    'u, a, b': `CASE WHEN typeof(a)[1:6] = 'STRUCT' AND lower(u) IN (${DAY_UNITS}) THEN datesub(u, athena_local(a), athena_zone_time_of(${asZoned('a')}."zone", athena_instant(b))) ELSE datesub(${unitFor('a')}, athena_plain(a), athena_plain(b)) END`,
  },
  athena_to_iso8601: {
    x: `CASE WHEN typeof(x)[1:6] = 'STRUCT' THEN athena_iso8601_time(athena_local(x)) || athena_offset(${asZoned('x')}) ELSE athena_iso8601(x) END`,
  },
  athena_to_date: {
    x: "CASE WHEN typeof(x)[1:6] = 'STRUCT' THEN CAST(athena_local(x) AS DATE) ELSE athena_written_date(x) END",
  },
  athena_to_timestamp: {
    x: "CASE WHEN typeof(x)[1:6] = 'STRUCT' THEN athena_local(x) ELSE athena_written_timestamp(x) END",
  },
};

/** What `AT TIME ZONE` calls. */
export const TIMEZONE_MACRO: Macros = { timezone: { 'z, t': 'athena_at_zone(t, z)' } };

/** Zones, and times that have one. */
export const OFFSET_MACROS: Macros = {
  // An offset is no zone that DuckDB knows: the time of UTC is moved by it.
  athena_zone_time_of: { 'z, i': `system.main.timezone(${NAMED('z')}, i) + ${SHIFT('z')}` },
  athena_zone_time: { x: 'athena_zone_time_of(x."zone", x.instant)' },
  athena_at_zone: { 't, z': "{'instant': athena_instant(t), 'zone': z}" },
  athena_with_zone: {
    't, z': `{'instant': system.main.timezone(${NAMED('z')}, t - ${SHIFT('z')}), 'zone': z}`,
  },
  athena_strftime_zoned: {
    't, p':
      "replace(replace(athena_strftime(t, p), chr(1), replace(athena_offset_of(t), ':', '')), chr(2), athena_offset_of(t))",
  },
  athena_offset_of: { t: "'+00:00'" },
  athena_offset: {
    x: 'athena_offset_text(CAST((epoch(athena_zone_time(x)) - epoch(x.instant)) AS BIGINT) // 60)',
  },
  athena_offset_text: {
    m: "CASE WHEN m < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(m) // 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(m) % 60 AS VARCHAR), 2, '0')",
  },
  athena_timezone_hour: { t: 'CAST(athena_offset_of(t)[1:3] AS BIGINT)' },
  athena_timezone_minute: { t: 'CAST(athena_offset_of(t)[1] || athena_offset_of(t)[5:6] AS BIGINT)' },
};
