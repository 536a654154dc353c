/** The best hand-written DuckDB `COPY` per format: what Levee's ingest is measured against. */
export interface HandWritten {
  readonly format: string;
  /** The statement for a glob of input objects and an output file. */
  readonly copy: (glob: string, output: string) => string;
}

const DETAILS =
  'STRUCT(conditionType VARCHAR, sensitivityLevel VARCHAR, location VARCHAR, matchedData VARCHAR[])[]';
const PAIRS = 'STRUCT(name VARCHAR, value VARCHAR)[]';
const RULES = `STRUCT(ruleId VARCHAR, action VARCHAR, ruleMatchDetails ${DETAILS})[]`;

const WAF: Readonly<Record<string, string>> = {
  timestamp: 'BIGINT',
  formatVersion: 'INTEGER',
  webaclId: 'VARCHAR',
  terminatingRuleId: 'VARCHAR',
  terminatingRuleType: 'VARCHAR',
  action: 'VARCHAR',
  terminatingRuleMatchDetails: DETAILS,
  httpSourceName: 'VARCHAR',
  httpSourceId: 'VARCHAR',
  ruleGroupList: `STRUCT(ruleGroupId VARCHAR, terminatingRule STRUCT(ruleId VARCHAR, action VARCHAR), nonTerminatingMatchingRules ${RULES}, excludedRules VARCHAR)[]`,
  rateBasedRuleList: 'STRUCT(rateBasedRuleId VARCHAR, limitKey VARCHAR, maxRateAllowed INTEGER)[]',
  nonTerminatingMatchingRules: RULES,
  requestHeadersInserted: PAIRS,
  responseCodeSent: 'INTEGER',
  httpRequest: `STRUCT(clientIp VARCHAR, country VARCHAR, headers ${PAIRS}, uri VARCHAR, args VARCHAR, httpVersion VARCHAR, httpMethod VARCHAR, requestId VARCHAR, fragment VARCHAR, scheme VARCHAR, host VARCHAR)`,
  labels: 'STRUCT(name VARCHAR)[]',
  ja3Fingerprint: 'VARCHAR',
  ja4Fingerprint: 'VARCHAR',
  requestBodySize: 'INTEGER',
  requestBodySizeInspectedByWAF: 'INTEGER',
};

const CLOUDTRAIL: Readonly<Record<string, string>> = {
  eventVersion: 'VARCHAR',
  userIdentity:
    'STRUCT(type VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, invokedBy VARCHAR, accessKeyId VARCHAR, userName VARCHAR, sessionContext STRUCT(attributes STRUCT(mfaAuthenticated VARCHAR, creationDate VARCHAR), sessionIssuer STRUCT(type VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, userName VARCHAR)))',
  eventTime: 'TIMESTAMP',
  eventSource: 'VARCHAR',
  eventName: 'VARCHAR',
  awsRegion: 'VARCHAR',
  sourceIPAddress: 'VARCHAR',
  userAgent: 'VARCHAR',
  errorCode: 'VARCHAR',
  errorMessage: 'VARCHAR',
  requestParameters: 'JSON',
  responseElements: 'JSON',
  additionalEventData: 'JSON',
  requestID: 'VARCHAR',
  eventID: 'VARCHAR',
  readOnly: 'VARCHAR',
  resources: 'STRUCT(ARN VARCHAR, accountId VARCHAR, type VARCHAR)[]',
  eventType: 'VARCHAR',
  managementEvent: 'VARCHAR',
  recipientAccountId: 'VARCHAR',
  eventCategory: 'VARCHAR',
  tlsDetails: 'STRUCT(tlsVersion VARCHAR, cipherSuite VARCHAR, clientProvidedHostHeader VARCHAR)',
};

const ALB =
  'type,time,elb,client,target,request_processing_time,target_processing_time,response_processing_time,elb_status_code,target_status_code,received_bytes,sent_bytes,request,user_agent,ssl_cipher,ssl_protocol,target_group_arn,trace_id,domain_name,chosen_cert_arn,matched_rule_priority,request_creation_time,actions_executed,redirect_url,error_reason,target_port_list,target_status_code_list,classification,classification_reason,conn_trace_id,transformed_host,transformed_uri,request_transform_status';

const ALB_TYPES: Readonly<Record<string, string>> = {
  time: 'TIMESTAMP',
  request_processing_time: 'DOUBLE',
  target_processing_time: 'DOUBLE',
  response_processing_time: 'DOUBLE',
  elb_status_code: 'INTEGER',
  received_bytes: 'BIGINT',
  sent_bytes: 'BIGINT',
};

/** The custom format that is simulated: versions 2 to 5. */
const FLOW =
  'version,account_id,interface_id,srcaddr,dstaddr,srcport,dstport,protocol,packets,bytes,start,end,action,log_status,vpc_id,subnet_id,instance_id,tcp_flags,type,pkt_srcaddr,pkt_dstaddr,region,az_id,flow_direction';

const FLOW_TYPES: Readonly<Record<string, string>> = {
  version: 'INTEGER',
  srcport: 'INTEGER',
  dstport: 'INTEGER',
  protocol: 'BIGINT',
  packets: 'BIGINT',
  bytes: 'BIGINT',
  start: 'BIGINT',
  end: 'BIGINT',
  tcp_flags: 'INTEGER',
};

const typeMap = (types: Readonly<Record<string, string>>): string =>
  `{${Object.entries(types)
    .map(([name, type]) => `'${name}': '${type}'`)
    .join(', ')}}`;

const parquet = (select: string, output: string): string =>
  `COPY (${select}) TO '${output}' (FORMAT parquet, COMPRESSION zstd)`;

export const HAND_WRITTEN: readonly HandWritten[] = [
  {
    format: 'waf',
    copy: (glob, output) =>
      parquet(
        `SELECT *, make_timestamptz(timestamp * 1000) AS event_time FROM read_json('${glob}', format = 'newline_delimited', columns = ${typeMap(WAF)})`,
        output,
      ),
  },
  {
    format: 'cloudtrail',
    copy: (glob, output) =>
      parquet(
        `SELECT r.* FROM (SELECT unnest("Records") AS r FROM read_json('${glob}', format = 'unstructured', maximum_object_size = 67108864, columns = {'Records': 'STRUCT(${Object.entries(
          CLOUDTRAIL,
        )
          .map(([name, type]) => `"${name}" ${type}`)
          .join(', ')})[]'}))`,
        output,
      ),
  },
  {
    format: 'alb-access',
    copy: (glob, output) =>
      parquet(
        `SELECT * FROM read_csv('${glob}', delim = ' ', quote = '"', escape = '"', header = false, auto_detect = false, nullstr = '-', columns = ${typeMap(Object.fromEntries(ALB.split(',').map((name) => [name, ALB_TYPES[name] ?? 'VARCHAR'])))})`,
        output,
      ),
  },
  {
    format: 'vpc-flow',
    copy: (glob, output) =>
      parquet(
        `SELECT *, make_timestamptz(start * 1000000) AS event_time FROM read_csv('${glob}', delim = ' ', quote = '', escape = '', header = true, auto_detect = false, nullstr = '-', columns = ${typeMap(Object.fromEntries(FLOW.split(',').map((name) => [name, FLOW_TYPES[name] ?? 'VARCHAR'])))})`,
        output,
      ),
  },
];
