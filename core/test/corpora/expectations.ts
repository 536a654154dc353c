import { scalarText } from './json-members.ts';
import { cases, jsonLinesOf, jsonOf, textOf, type Case } from './sources.ts';

type Row = Readonly<Record<string, unknown>>;
type Expected = Readonly<Record<string, unknown>>;

/** How a publisher's name is found in our row: a column's name, or a text made of columns. */
type Ours = string | ((row: Row) => unknown);

/** What a publisher's own parser or tests expect of its lines, and how its names are ours. */
export interface Expectation {
  readonly format: string;
  readonly from: string;
  readonly cases: () => readonly Case[];
  readonly names: Readonly<Record<string, Ours>>;
  /** Expected members that are no statement about the line, each with the reason. */
  readonly unmatched: Readonly<Record<string, string>>;
  /** Values that are compared in all: none is skipped unseen. */
  readonly compared: number;
}

/** A column as a line has it. */
const textIn = (row: Row, column: string): string => scalarText(row[column] ?? '-');

const pair = (host: string, port: string) => (row: Row) =>
  (row[host] ?? null) === null ? null : `${textIn(row, host)}:${textIn(row, port)}`;
const words =
  (...columns: readonly string[]) =>
  (row: Row) =>
    columns.map((column) => textIn(row, column)).join(' ');
const word = (column: string, at: number) => (row: Row) => String(row[column]).split(' ')[at];
const iso = (row: Row) => String(row['event_time']).replace(' ', 'T').replace('+00', '+00:00');

const client = pair('client_ip', 'client_port');
const target = pair('target_ip', 'target_port');
const request = words('request_verb', 'request_url', 'request_proto');

const withExpected = (path: string, format: string): Case[] =>
  cases(path, format).filter(({ expected }) => expected !== null && expected !== undefined);

/** Columns that parsers of ALB lines name as Athena's page does. */
const ALB_SAME = Object.fromEntries(
  [
    'type',
    'elb',
    'request_processing_time',
    'target_processing_time',
    'response_processing_time',
    'elb_status_code',
    'target_status_code',
    'received_bytes',
    'sent_bytes',
    'user_agent',
    'ssl_cipher',
    'ssl_protocol',
    'target_group_arn',
    'trace_id',
    'domain_name',
    'chosen_cert_arn',
    'matched_rule_priority',
    'request_creation_time',
    'actions_executed',
    'redirect_url',
    'target_port_list',
    'target_status_code_list',
    'classification',
    'classification_reason',
  ].map((name) => [name, name]),
);
const ALB_USUAL: Readonly<Record<string, Ours>> = { ...ALB_SAME, error_reason: 'lambda_error_reason' };

const S3_USUAL: Readonly<Record<string, Ours>> = {
  bucket_owner: 'bucketowner',
  bucket: 'bucket_name',
  remote_ip: 'remoteip',
  requester: 'requester',
  request_id: 'requestid',
  operation: 'operation',
  key: 'key',
  http_status: 'httpstatus',
  error_code: 'errorcode',
  bytes_sent: 'bytessent',
  object_size: 'objectsize',
  total_time: 'totaltime',
  turn_around_time: 'turnaroundtime',
  user_agent: 'useragent',
  version_id: 'versionid',
  host_id: 'hostid',
  signature_version: 'sigv',
  cipher_suite: 'ciphersuite',
  authentication_type: 'authtype',
  host_header: 'endpoint',
  tls_version: 'tlsversion',
  access_point_arn: 'accesspointarn',
};

const ALB: readonly Expectation[] = [
  {
    format: 'alb-access',
    from: 'vrl',
    cases: () => withExpected('code-tests/vrl_alb.jsonl', 'alb'),
    names: {
      ...ALB_USUAL,
      timestamp: 'time',
      client_host: client,
      target_host: target,
      request_method: 'request_verb',
      request_url: 'request_url',
      request_protocol: 'request_proto',
      traceability_id: 'conn_trace_id',
    },
    unmatched: {},
    compared: 416,
  },
  {
    format: 'alb-access',
    from: 'plaso',
    cases: () => withExpected('code-tests/plaso.jsonl', 'alb'),
    names: {
      ...ALB_USUAL,
      destination_group_arn: 'target_group_arn',
      destination_ip_address: 'target_ip',
      destination_list: 'target_port_list',
      destination_port: 'target_port',
      destination_processing_duration: 'target_processing_time',
      destination_status_code: 'target_status_code',
      destination_status_code_list: 'target_status_code_list',
      request,
      request_processing_duration: 'request_processing_time',
      request_type: 'type',
      resource_identifier: 'elb',
      response_processing_duration: 'response_processing_time',
      source_ip_address: 'client_ip',
      source_port: 'client_port',
      request_time: (row) => String(row['request_creation_time']).replace('Z', '+00:00'),
      response_time: iso,
      trace_identifier: 'trace_id',
    },
    unmatched: { data_type: 'the name of the parser' },
    compared: 31,
  },
  {
    format: 'alb-access',
    from: 'honeyaws',
    cases: () => withExpected('code-tests/honeyaws.jsonl', 'alb'),
    names: {
      ...ALB_USUAL,
      client_authority: client,
      backend_authority: target,
      request,
      backend_processing_time: 'target_processing_time',
      backend_status_code: 'target_status_code',
      response_time: 'time',
    },
    unmatched: {},
    compared: 28,
  },
  {
    format: 'alb-access',
    from: 'nekrassov',
    cases: () => withExpected('code-tests/nekrassov.jsonl', 'alb'),
    names: {
      ...ALB_USUAL,
      time: 'time',
      client_port: client,
      target_port: target,
      method: 'request_verb',
      request_uri: 'request_url',
      protocol: 'request_proto',
    },
    unmatched: {},
    compared: 31,
  },
  {
    format: 'alb-access',
    from: 'fluent',
    // The values of the second case are names of variables.
    cases: () =>
      withExpected('code-tests/fluent_elb.jsonl', 'alb').filter(
        ({ name }) => name !== 'test_grp_and_trace_fileld',
      ),
    names: {
      ...ALB_USUAL,
      time: 'time',
      client: 'client_ip',
      client_port: 'client_port',
      target: 'target_ip',
      target_port: 'target_port',
      request_method: 'request_verb',
      request_uri: 'request_url',
      request_protocol: 'request_proto',
      conn_trace_id: 'conn_trace_id',
    },
    unmatched: {},
    compared: 55,
  },
];

const S3: readonly Expectation[] = [
  {
    format: 's3-access',
    from: 'nekrassov',
    cases: () => withExpected('code-tests/nekrassov.jsonl', 's3access'),
    names: {
      ...S3_USUAL,
      time: (row) => `[${String(row['requestdatetime'])}]`,
      method: word('request_uri', 0),
      request_uri: word('request_uri', 1),
      protocol: word('request_uri', 2),
      referer: 'referrer',
    },
    unmatched: {},
    compared: 118,
  },
  {
    format: 's3-access',
    from: 'logstash',
    cases: () => withExpected('code-tests/logstash_patterns.jsonl', 's3access'),
    names: {
      ...S3_USUAL,
      request_uri: 'request_uri',
      owner: 'bucketowner',
      timestamp: 'requestdatetime',
      clientip: 'remoteip',
      ip: 'remoteip',
      id: 'requester',
      verb: word('request_uri', 0),
      method: word('request_uri', 0),
      request: word('request_uri', 1),
      httpversion: (row) => String(row['request_uri']).split('HTTP/')[1],
      version: (row) => String(row['request_uri']).split('HTTP/')[1],
      response: 'httpstatus',
      status_code: 'httpstatus',
      bytes: 'bytessent',
      request_time_ms: 'totaltime',
      turnaround_time_ms: 'turnaroundtime',
      referrer: 'referrer',
      agent: 'useragent',
      original: 'useragent',
      cipher: 'ciphersuite',
    },
    unmatched: {},
    compared: 52,
  },
  {
    format: 's3-access',
    from: 'catalog',
    cases: () =>
      (jsonOf('opensearch-catalog/amazon_s3/data/sample.json') as { body: string; aws: { s3: Expected } }[])
        // One line is a reject: its publisher made up 13:55:60.
        .filter(({ body }) => !body.includes(':13:55:60 '))
        .map(({ body, aws }) => ({ input: body, expected: aws.s3 })),
    names: { ...S3_USUAL, request_uri: 'request_uri', referrer: 'referrer' },
    unmatched: {
      remote_ip: 'made anonymous in the answer, not in the line',
      object_size: 'not in the line',
      host_id: 'not in the line, which ends behind the version id',
      signature_version: 'likewise',
      cipher_suite: 'likewise',
      authentication_type: 'likewise',
      host_header: 'likewise',
      tls_version: 'likewise',
    },
    compared: 60,
  },
  {
    format: 's3-access',
    from: 'otel-contrib',
    cases: () => [
      {
        input: textOf('otel-contrib/s3/unknown_request_uri.log').trimEnd(),
        expected: jsonOf('otel-contrib/s3/unknown_request_uri_expected.trimmed.json') as Expected,
      },
    ],
    names: {
      time: (row) => iso(row).replace('+00:00', 'Z'),
      'aws.s3.bucket': 'bucket_name',
      'aws.s3.owner': 'bucketowner',
      'source.address': 'client_ip',
      'user.id': 'requester',
      'aws.request_id': 'requestid',
      'rpc.method': 'operation',
      'http.response.status_code': 'httpstatus',
      'http.response.body.size': 'bytessent',
      duration: 'totaltime',
      'user_agent.original': 'useragent',
      'aws.extended_request_id': 'hostid',
      'aws.signature.version': 'sigv',
      'tls.cipher': 'ciphersuite',
      'aws.s3.auth_type': 'authtype',
      'http.request.header.host': 'endpoint',
      'tls.protocol.version': 'tlsversion',
      'aws.s3.access_point.arn': 'accesspointarn',
      'aws.s3.acl_required': (row) => row['aclrequired'] === 'Yes',
    },
    unmatched: { _about: 'a remark of the corpus' },
    compared: 19,
  },
];

/** What `aws cloudtrail lookup-events` says of an event beside the event itself. */
const CLOUDTRAIL: Expectation = {
  format: 'cloudtrail',
  from: 'lookup-events',
  cases: () =>
    jsonLinesOf('plaso/jsonl/aws_cloudtrail.jsonl').map(({ CloudTrailEvent: input, ...expected }) => ({
      input,
      expected,
    })),
  names: {
    EventId: 'eventid',
    EventName: 'eventname',
    ReadOnly: 'readonly',
    AccessKeyId: (row) => (row['useridentity'] as Row)['accesskeyid'],
    EventTime: inSydney,
    EventSource: 'eventsource',
    Username: (row) => (row['useridentity'] as Row)['username'],
  },
  unmatched: {
    Resources: 'what CloudTrail makes of the request for its console; the event has no such member',
  },
  compared: 40,
};

/** Event time as the command line showed it where the events were fetched: 11 hours ahead of UTC. */
function inSydney(row: Row): string {
  const ahead = new Date(Date.parse(iso(row)) + 11 * 3_600_000);
  return `${ahead.toISOString().slice(0, 19).replace('T', ' ')}+11:00`;
}

/** All expectations. */
export const EXPECTATIONS: readonly Expectation[] = [...ALB, ...S3, CLOUDTRAIL];
