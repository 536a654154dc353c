/** Expressions by the type that they have, parted by two semicolons; `{x}` stands for another expression of type x. */
const LINES: Readonly<Record<string, string>> = {
  whole: `
    i ;; n ;; 3 ;; -2 ;; i + 1 ;; n * 2 ;; i / 2 ;; {whole} / 3 ;; i % 3 ;; abs(i) ;; length({text}) ;; cardinality({array})
    cardinality(m) ;; coalesce(i, 0) ;; strpos({text}, 'a') ;; year({time}) ;; month(at) ;; day({time}) ;; hour({time})
    minute(ts) ;; second(ts) ;; millisecond(ts) ;; day_of_week(at) ;; day_of_year({time}) ;; week(at) ;; quarter(at)
    year_of_week(at) ;; date_diff('day', {time}, TIMESTAMP '2024-03-01 00:00:00')
    date_diff('month', TIMESTAMP '2020-01-31 10:00:00', {time}) ;; date_diff('hour', ts, TIMESTAMP '2024-03-01 00:00:00')
    date_diff('week', at, DATE '2024-03-01') ;; json_array_length(j) ;; json_size(j, '$.l') ;; regexp_count({text}, '[a-z]')
    element_at(m, 'k') ;; element_at(a, 1) ;; element_at(a, -1) ;; array_max(a) ;; array_min(a) ;; array_position(a, 2)
    reduce(a, 0, (x, y) -> x + coalesce(y, 0), x -> x) ;; CAST({float} AS bigint) ;; CAST(d AS integer)
    TRY_CAST({text} AS integer) ;; TRY(i / (i - 1)) ;; nullif(i, 1) ;; IF(b, i, 7) ;; sign(i) ;; bitwise_and(i, 6)
    greatest(i, 2) ;; least(n, 5, i) ;; levenshtein_distance({text}, 'alpha') ;; url_extract_port(u) ;; codepoint('a')
    mod(n, 7) ;; floor(i) ;; ceil(n) ;; width_bucket(d, 0e0, 10e0, 5) ;; try(CAST({text} AS bigint))
    to_milliseconds(INTERVAL '5' MINUTE) ;; r.count ;; round(i)
  `,
  float: `
    d ;; 1.5e0 ;; d * 2 ;; d / 3 ;; d + i ;; sqrt(abs(d)) ;; round(d, 2) ;; round(d) ;; floor(d) ;; ceil(d) ;; truncate(d)
    ln(abs(d) + 1) ;; power(d, 2) ;; CAST(i AS double) ;; to_unixtime({time}) ;; abs({float}) ;; log10(abs(d) + 1) ;; d % 2
    i / 2e0 ;; exp(least(d, 5e0)) ;; pi() ;; sign(d)
  `,
  decimal: `
    i * 1.5 ;; i * 100.0 / 3 ;; n * 1.0 / 7 ;; round(i * 1.25, 1) ;; i / 2.0 ;; abs(i * 1.1) ;; 1.5 + i
    CAST(i AS decimal(12, 2))
  `,
  text: `
    s ;; 'x' ;; lower({text}) ;; upper(s) ;; concat(s, '-', {text}) ;; s || 'z' ;; substr({text}, 2) ;; substr(s, -2)
    substr({text}, 2, 3) ;; trim({text}) ;; ltrim(s) ;; reverse({text}) ;; replace({text}, 'a', 'A')
    split_part({text}, ',', 2) ;; lpad(s, 6, '*') ;; rpad(s, 3, '-') ;; coalesce({text}, 'none')
    regexp_extract({text}, '[a-z]+') ;; regexp_extract(s, '([a-z])([a-z])', 2) ;; regexp_replace({text}, '[aeiou]', '#')
    regexp_replace({text}, '([a-z])', '<$1>') ;; date_format({time}, '%Y-%m-%d %H:%i:%s') ;; date_format(ts, '%Y/%m/%d %h:%i %p')
    date_format({time}, '%a %b %e %j') ;; format_datetime(ts, 'yyyy-MM-dd''T''HH:mm:ss.SSS') ;; to_iso8601(ts) ;; to_iso8601(at)
    json_extract_scalar(j, '$.b.c') ;; json_extract_scalar(j, '$.l[2]') ;; json_extract_scalar(j, '$["k.d"]')
    json_extract_scalar(j, '$.a') ;; CAST({whole} AS varchar) ;; CAST(at AS varchar) ;; CAST(b AS varchar) ;; CAST(ts AS varchar)
    CAST(d AS varchar) ;; CAST({text} AS varchar(3)) ;; array_join({words}, '+') ;; array_join(w, ',', '?')
    element_at({words}, 2) ;; CASE WHEN {bool} THEN {text} ELSE 'other' END ;; url_extract_host(u) ;; url_extract_path(u)
    url_extract_query(u) ;; url_extract_parameter(u, 'y') ;; url_extract_protocol(u) ;; url_extract_fragment(u)
    url_encode({text}) ;; url_decode(u) ;; element_at(filter(h, x -> x.name = 'Host'), 1).value
    CAST(TRY_CAST(ip AS ipaddress) AS varchar) ;; human_readable_seconds(abs(i)) ;; format('%s=%d', s, i) ;; r.type
    translate(s, 'ab', 'xy') ;; to_hex(to_utf8({text})) ;; lower(to_hex(md5(to_utf8(s)))) ;; to_base64(to_utf8(s)) ;; chr(65)
    IF({bool}, 'yes', 'no')
  `,
  bool: `
    b ;; {whole} > 1 ;; {whole} = i ;; {text} LIKE '%a%' ;; s LIKE 'a\\_b' ESCAPE '\\' ;; regexp_like({text}, '^[a-z ]+$')
    i IN (1, 2) ;; i NOT IN (1, 2) ;; s IS NULL ;; {bool} AND b ;; NOT {bool} ;; {bool} OR i > 2 ;; i BETWEEN 0 AND 5
    contains(a, 2) ;; contains(w, 'x') ;; any_match(a, x -> x > 2) ;; all_match(a, x -> x > 0) ;; none_match(w, x -> x = 'zz')
    arrays_overlap(a, ARRAY[3, 9]) ;; {time} > TIMESTAMP '2024-01-01 00:00:00' ;; at >= DATE '2024-01-01' ;; i IS DISTINCT FROM 1
    starts_with({text}, 'a') ;; contains('10.0.0.0/8', CAST(ip AS ipaddress)) ;; CAST(ip AS ipaddress) = IPADDRESS '10.1.2.3'
    CAST(ip AS ipaddress) > IPADDRESS '100.0.0.0' ;; any_match(h, x -> lower(x.name) = 'host' AND x.value LIKE 'shop%')
    is_nan(d) ;; is_finite(d) ;; json_array_contains(j, 2) ;; d < 1 ;; s < {text}
  `,
  time: `
    ts ;; date_trunc('hour', ts) ;; date_trunc('month', {time}) ;; date_trunc('week', ts) ;; date_trunc('quarter', ts)
    date_add('day', 3, {time}) ;; date_add('month', 1, ts) ;; ts + INTERVAL '1' HOUR ;; ts - INTERVAL '2' MONTH
    date_parse('2024-02-29 10:00', '%Y-%m-%d %H:%i') ;; CAST(at AS timestamp) ;; TIMESTAMP '2024-02-29 12:00:00'
    date_add('second', i, TIMESTAMP '2024-01-01 00:00:00')
  `,
  instant: `
    from_unixtime(abs(i)) ;; from_unixtime(1.7e9) ;; from_iso8601_timestamp('2024-02-29T10:00:00Z')
    at_timezone(from_unixtime(1700000000), 'America/New_York') ;; with_timezone(ts, 'Asia/Tokyo')
    parse_datetime('29/Feb/2024:10:00:00 +0100', 'dd/MMM/yyyy:HH:mm:ss Z') ;; date_trunc('day', from_unixtime(1700000000))
    from_unixtime(1700000000) AT TIME ZONE 'Europe/Berlin'
  `,
  date: `
    at ;; date_trunc('month', at) ;; date_add('day', i % 100, at) ;; CAST(ts AS date) ;; date(ts) ;; last_day_of_month(at)
    DATE '2024-02-29' - INTERVAL '1' DAY ;; from_iso8601_date('2024-02-29')
  `,
  array: `
    a ;; ARRAY[1, 2, 2, NULL] ;; filter(a, x -> x > 1) ;; transform(a, x -> x * 2) ;; array_distinct({array})
    array_sort({array}) ;; slice(a, 1, 2) ;; slice({array}, -2, 2) ;; sequence(1, 4) ;; sequence(5, 1, -2) ;; a || ARRAY[7]
    concat(a, {array}) ;; array_remove({array}, 2) ;; array_union(a, ARRAY[3]) ;; array_except(a, ARRAY[1])
    array_intersect(a, ARRAY[1, 3]) ;; flatten(ARRAY[a, ARRAY[5]]) ;; zip_with(a, ARRAY[1, 1], (x, y) -> x + y) ;; repeat(i, 2)
    reverse({array}) ;; coalesce({array}, ARRAY[0])
    transform(filter(a, x -> x IS NOT NULL), x -> reduce(ARRAY[x, 1], 0, (p, q) -> p + q, p -> p))
  `,
  words: `
    w ;; split(s, ',') ;; split({text}, 'a', 2) ;; regexp_extract_all({text}, '[a-z]+') ;; regexp_split({text}, ',')
    transform(w, x -> upper(x)) ;; transform(h, x -> x.name) ;; filter({words}, x -> x <> '') ;; ARRAY['p', {text}]
  `,
  map: `
    m ;; map_filter(m, (k, v) -> v > 1) ;; transform_values(m, (k, v) -> v + 1) ;; transform_keys(m, (k, v) -> k || '!')
    map(ARRAY['a', 'b'], ARRAY[1, 2]) ;; split_to_map('a=1;b=2', ';', '=') ;; map_concat(m, map(ARRAY['k'], ARRAY[BIGINT '9']))
    map_from_entries(ARRAY[ROW('p', 1), ROW('q', 2)])
  `,
  json: `
    json_extract(j, '$.b') ;; json_extract(j, '$.l') ;; CAST(json_extract(j, '$.a') AS varchar)
    json_format(json_parse('{"a":1}'))
  `,
  aggregate: `
    count(*) ;; count({any}) ;; count(DISTINCT {text}) ;; sum({whole}) ;; sum(d) ;; avg({whole}) ;; avg(d) ;; min({text})
    max({whole}) ;; max(ts) ;; min(at) ;; count_if({bool}) ;; bool_and(b) ;; bool_or({bool}) ;; every(b) ;; max_by(i, n)
    min_by(s, n) ;; count(*) FILTER (WHERE {bool}) ;; sum(i) FILTER (WHERE b) ;; approx_distinct(i) ;; array_sort(array_agg(i))
    cardinality(array_agg({text})) ;; listagg(coalesce(s, '-'), ',') WITHIN GROUP (ORDER BY s) ;; histogram(b)
    round(avg(d), 2) ;; sum(i) * 100.0 / count(*) ;; stddev(d) ;; variance(i) ;; sum(i) / count(*) ;; CAST(sum(n) AS varchar)
    date_trunc('day', max(ts)) ;; geometric_mean(abs(d) + 1) ;; corr(d, i) ;; array_agg(DISTINCT b ORDER BY b) ;; max(n, 2)
  `,
};

/** The expressions of each type. */
export const GRAMMAR: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(LINES).map(([kind, lines]) => [kind, lines.trim().split(/\s*(?:;;|\n)\s*/)]),
);
