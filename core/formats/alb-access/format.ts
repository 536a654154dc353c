import { defineFormat, double, int, isoTime, lines, long, part, text } from '#format';

const seconds = (about: string) => double(`${about} Seconds.`, { nulls: ['-1'] });

/** What AWS's page shows in double quotes. */
const QUOTED = [
  'request',
  'user_agent',
  'trace_id',
  'domain_name',
  'chosen_cert_arn',
  'actions_executed',
  'redirect_url',
  'lambda_error_reason',
  'target_port_list',
  'target_status_code_list',
  'classification',
  'classification_reason',
  'transformed_host',
  'transformed_uri',
  'request_transform_status',
];

/** Application Load Balancer access logs. */
export const albAccess = defineFormat({
  name: 'alb-access',
  table: 'alb_access_logs',
  title: 'Application Load Balancer access logs',
  about: 'A request that an Application Load Balancer took, or a WebSocket connection that it closed.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html',
  objects: [
    /(?:^|\/)(?<account>\d{12})_elasticloadbalancing_(?<region>[a-z0-9-]+)_app\.(?<stream>[^_./]+)\.[^_/]+_\d{8}T\d{4}Z_[^_/]+_[^_/]+\.log(?:\.gz)?$/,
  ],
  probes: [/(?:^|\/)ELB(?:Access|Connection|HealthCheck)LogTestFile$/],
  content: [/^(?:https?|h2|grpcs?|wss?) \d{4}-\d\d-\d\dT[\d:.]+Z app\/[^ ]+ /],
  refused: [
    {
      content: /^\d{4}-\d\d-\d\dT[\d:.]+Z [0-9a-f.:]+ \d+ \d+ (?:TLS\S+|-) /,
      reason: 'Application Load Balancer connection logs have no format yet',
    },
    {
      content: /^[A-Za-z0-9]+ \d{4}-\d\d-\d\dT[\d:.]+Z (?:[\d.]+|-) \S+ \S+ (?:PASS|FAIL) /,
      reason: 'Application Load Balancer health check logs have no format yet',
    },
    {
      content: /^tls \d+\.\d+ \d{4}-\d\d-\d\dT[\d:.]+Z? net\//,
      reason: 'Network Load Balancer access logs have no format yet',
    },
    {
      content: /^\d{4}-\d\d-\d\dT[\d:.]+Z [A-Za-z0-9-]+ \S+:\d+ \S+ -?[\d.]+ -?[\d.]+ -?[\d.]+ (?:\d+|-) /,
      reason: 'Classic Load Balancer access logs have no format yet',
    },
  ],
  framing: lines(
    { by: 'space', quotes: QUOTED, brackets: false, lastQuoted: undefined },
    { order: 'declared', least: 18 },
  ),
  nulls: ['-'],
  growth: 'at-the-end',
  aliases: ['alb_logs', 'alb_logs_config_us', 'lb_logs'],
  views: {
    access_logs: {
      time: 'time',
      requestip: 'client_ip',
      requestmethod: 'request_verb',
      requesturi: 'request_url',
      statuscode: 'CAST(elb_status_code AS VARCHAR)',
      useragent: 'user_agent',
      bytes: 'sent_bytes',
      host: 'domain_name',
    },
  },
  time: isoTime('time'),
  columns: {
    type: text('Kind of connection: http, https, h2, grpcs, ws or wss.'),
    time: text('When the response was generated, or the WebSocket connection closed, ISO 8601 in UTC.', {
      aliases: ['timestamp'],
    }),
    elb: text('Load balancer, as app/name/id.'),
    client_ip: text('Address of the client.', { from: part('client', 'host') }),
    client_port: int('Port of the client.', { from: part('client', 'port') }),
    target_ip: text('Address of the target; null for Lambda targets and requests that reached none.', {
      from: part('target', 'host'),
    }),
    target_port: int('Port of the target.', { from: part('target', 'port') }),
    request_processing_time: seconds('From receiving the request to sending it to a target.'),
    target_processing_time: seconds('From sending the request to the target to its first response header.'),
    response_processing_time: seconds('From receiving the response header to sending the response.'),
    elb_status_code: int('HTTP status that the load balancer sent.'),
    target_status_code: text('HTTP status that the target sent.'),
    received_bytes: long('Size of the request in bytes.'),
    sent_bytes: long('Size of the response in bytes, without TCP and TLS overhead.'),
    request_verb: text('Method of the request.', { from: part('request', 'verb') }),
    request_url: text('URL of the request with protocol, host and port.', { from: part('request', 'url') }),
    request_proto: text('Protocol of the request.', { from: part('request', 'protocol') }),
    user_agent: text('User-Agent header, at most 8 KB.'),
    ssl_cipher: text('TLS cipher.'),
    ssl_protocol: text('TLS version.'),
    target_group_arn: text('ARN of the target group.'),
    trace_id: text('X-Amzn-Trace-Id header: joins WAF logs by httprequest.requestid.'),
    domain_name: text('SNI domain of the TLS handshake.'),
    chosen_cert_arn: text('ARN of the certificate, or session-reused.'),
    matched_rule_priority: text('Priority of the rule that matched: 1 to 50000, 0 the default, -1 an error.'),
    request_creation_time: text('When the request was received, ISO 8601 in UTC.'),
    actions_executed: text(
      'Actions taken, separated by commas: waf, authenticate, forward, redirect and others.',
    ),
    redirect_url: text('Location of a redirect.'),
    lambda_error_reason: text('Why authentication, a Lambda target or a JWT check failed.', {
      aliases: ['error_reason'],
    }),
    target_port_list: text('Targets that were tried, separated by spaces.'),
    target_status_code_list: text('Statuses that they gave, separated by spaces.'),
    classification: text('Desync classification: Acceptable, Ambiguous or Severe.', { since: '2020' }),
    classification_reason: text('Reason of the classification.', { since: '2020' }),
    conn_trace_id: text('Id of the connection: joins connection logs.', { since: '2023-11' }),
    transformed_host: text('Host header after a rewrite.', { since: '2025-10' }),
    transformed_uri: text('URI after a rewrite.', { since: '2025-10' }),
    request_transform_status: text('Result of the rewrite.', { since: '2025-10' }),
    ip_address: text('Address of the load balancer node.', { since: '2026' }),
  },
  roles: {
    account_id: `split_part(target_group_arn, ':', 5)`,
    region: `split_part(target_group_arn, ':', 4)`,
    stream: `split_part(elb, '/', 2)`,
    client_ip: 'client_ip',
    ips: ['client_ip', 'target_ip'],
    principals: [],
    resources: ['elb', 'target_group_arn', 'domain_name'],
  },
});
