/**
 * The functions of Trino 476, as its `SHOW FUNCTIONS` names them, on which Athena's engine rests
 * (https://docs.aws.amazon.com/athena/latest/ug/functions-env3.html). A call of any other name is refused.
 */
const TRINO_FUNCTIONS = `
  abs acos all_match any_match any_value approx_distinct approx_most_frequent approx_percentile approx_set
  arbitrary array_agg array_distinct array_except array_histogram array_intersect array_join array_max array_min
  array_position array_remove array_sort array_union arrays_overlap asin at_timezone atan atan2 avg bar beta_cdf
  bit_count bitwise_and bitwise_and_agg bitwise_left_shift bitwise_not bitwise_or bitwise_or_agg
  bitwise_right_shift bitwise_right_shift_arithmetic bitwise_xor bitwise_xor_agg bool_and bool_or cardinality
  cbrt ceil ceiling checksum chr codepoint color combinations concat concat_ws contains contains_sequence corr
  cos cosh cosine_distance cosine_similarity count count_if covar_pop covar_samp crc32 cume_dist current_date
  current_groups current_timezone date date_add date_diff date_format date_parse date_trunc day day_of_month
  day_of_week day_of_year degrees dense_rank dot_product dow doy e element_at empty_approx_set
  euclidean_distance every exp filter first_value flatten floor format_datetime format_number from_base
  from_base32 from_base64 from_base64url from_big_endian_32 from_big_endian_64 from_hex from_ieee754_32
  from_ieee754_64 from_iso8601_date from_iso8601_timestamp from_iso8601_timestamp_nanos from_unixtime
  from_unixtime_nanos from_utf8 geometric_mean greatest hamming_distance hash_counts histogram hmac_md5
  hmac_sha1 hmac_sha256 hmac_sha512 hour human_readable_seconds infinity intersection_cardinality
  inverse_beta_cdf inverse_normal_cdf is_finite is_infinite is_json_scalar is_nan jaccard_index
  json_array_contains json_array_get json_array_length json_extract json_extract_scalar json_format json_parse
  json_size kurtosis lag last_day_of_month last_value lead least length levenshtein_distance listagg ln log
  log10 log2 lower lpad ltrim luhn_check make_set_digest map map_agg map_concat map_entries map_filter
  map_from_entries map_keys map_union map_values map_zip_with max max_by md5 merge merge_set_digest millisecond
  min min_by minute mod month multimap_agg multimap_from_entries murmur3 nan ngrams none_match normal_cdf
  normalize now nth_value ntile numeric_histogram parse_data_size parse_datetime parse_duration
  parse_presto_data_size percent_rank pi pow power qdigest_agg quantile_at_value quarter radians rand random
  rank reduce reduce_agg regexp_count regexp_extract regexp_extract_all regexp_like regexp_position
  regexp_replace regexp_split regr_intercept regr_slope render repeat replace reverse rgb round row_number rpad
  rtrim second sequence sha1 sha256 sha512 shuffle sign sin sinh skewness slice soundex split split_part
  split_to_map split_to_multimap spooky_hash_v2_32 spooky_hash_v2_64 sqrt starts_with stddev stddev_pop
  stddev_samp strpos substr substring sum t_cdf t_pdf tan tanh tdigest_agg timezone timezone_hour
  timezone_minute to_base to_base32 to_base64 to_base64url to_big_endian_32 to_big_endian_64 to_hex
  to_ieee754_32 to_ieee754_64 to_iso8601 to_milliseconds to_unixtime to_utf8 transform transform_keys
  transform_values translate trim trim_array truncate typeof upper url_decode url_encode url_extract_fragment
  url_extract_host url_extract_parameter url_extract_path url_extract_port url_extract_protocol
  url_extract_query uuid value_at_quantile values_at_quantiles var_pop var_samp variance week week_of_year
  width_bucket wilson_interval_lower wilson_interval_upper with_timezone word_stem xxhash64 year year_of_week
  yow zip zip_with
`;

/** Functions of networks that Presto has and Trino 476 has not: https://prestodb.io/docs/current/functions/ip.html. */
const MORE = 'ip_prefix ip_subnet_max ip_subnet_min ip_subnet_range is_subnet_of';

/** What looks like a call and is grammar: https://trino.io/docs/current/language/reserved.html and the pages of the SQL statements. */
const GRAMMAR =
  'array cast char coalesce cube current_time current_timestamp decimal exists extract format grouping if ipaddress ipprefix json_array json_exists json_object json_query json_value localtime localtimestamp map nullif position rollup row sets substring timestamp try try_cast varbinary varchar date time interval';

/** Every name that may stand before a bracket in Athena's SQL, lower-case. */
export const ATHENA_NAMES: ReadonlySet<string> = new Set(
  `${TRINO_FUNCTIONS} ${MORE} ${GRAMMAR}`.split(/\s+/).filter(Boolean),
);

/** Functions of DuckDB, and what Trino calls them. */
export const TRINO_NAME_OF: Readonly<Record<string, string>> = {
  age: 'date_diff',
  approx_count_distinct: 'approx_distinct',
  approx_quantile: 'approx_percentile',
  arg_max: 'max_by',
  arg_min: 'min_by',
  array_append: 'concat',
  array_length: 'cardinality',
  array_to_string: 'array_join',
  bit_and: 'bitwise_and_agg',
  bit_or: 'bitwise_or_agg',
  bit_xor: 'bitwise_xor_agg',
  datediff: 'date_diff',
  date_part: 'extract',
  datepart: 'extract',
  datesub: 'date_diff',
  datetrunc: 'date_trunc',
  dayofmonth: 'day_of_month',
  dayofweek: 'day_of_week',
  dayofyear: 'day_of_year',
  epoch: 'to_unixtime',
  epoch_ms: 'from_unixtime',
  first: 'arbitrary',
  generate_series: 'sequence',
  get_json_object: 'json_extract_scalar',
  group_concat: 'listagg',
  ifnull: 'coalesce',
  instr: 'strpos',
  isodow: 'day_of_week',
  json_extract_string: 'json_extract_scalar',
  len: 'cardinality or length',
  levenshtein: 'levenshtein_distance',
  list: 'array_agg',
  list_aggregate: 'reduce',
  list_concat: 'concat',
  list_contains: 'contains',
  list_distinct: 'array_distinct',
  list_element: 'element_at',
  list_extract: 'element_at',
  list_filter: 'filter',
  list_has: 'contains',
  list_has_any: 'arrays_overlap',
  list_position: 'array_position',
  list_reduce: 'reduce',
  list_slice: 'slice',
  list_sort: 'array_sort',
  list_transform: 'transform',
  list_zip: 'zip',
  make_timestamp: 'from_unixtime',
  map_extract: 'element_at',
  median: 'approx_percentile',
  nvl: 'coalesce',
  printf: 'format_number',
  quantile: 'approx_percentile',
  quantile_cont: 'approx_percentile',
  quantile_disc: 'approx_percentile',
  range: 'sequence',
  regexp_full_match: 'regexp_like',
  regexp_matches: 'regexp_like',
  regexp_split_to_array: 'regexp_split',
  str_split: 'split',
  strftime: 'date_format',
  string_agg: 'listagg',
  string_split: 'split',
  strip_accents: 'normalize',
  strptime: 'date_parse',
  struct_pack: 'row',
  to_json: 'json_format',
  to_timestamp: 'from_unixtime',
  today: 'current_date',
  unhex: 'from_hex',
  weekday: 'day_of_week',
  yearweek: 'year_of_week',
};
