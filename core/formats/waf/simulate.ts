import { dayPath, minuteStamp, type HttpRequest, type LogWriter, type RuleHit } from '#simulate';

const aclArn = ({ site }: HttpRequest): string =>
  `arn:aws:wafv2:${site.region}:${site.account}:regional/webacl/${site.acl}/${site.aclId}`;

const headers = (http: HttpRequest) => [
  { name: 'Host', value: http.site.host },
  { name: 'User-Agent', value: http.client.agent },
  {
    name: 'Accept',
    value: http.path.startsWith('/static')
      ? '*/*'
      : 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  },
  { name: 'Accept-Language', value: 'en-GB,en;q=0.9,de;q=0.7' },
  { name: 'Accept-Encoding', value: 'gzip, deflate, br' },
  { name: 'Cookie', value: `session=${http.traceId.slice(-24)}` },
];

const matchDetails = (hit: RuleHit) =>
  hit.matched === undefined
    ? []
    : [
        {
          conditionType: 'SQL_INJECTION',
          sensitivityLevel: 'HIGH',
          location: 'ALL_QUERY_ARGS',
          matchedData: hit.matched,
          matchedFieldName: 'q',
        },
      ];

/** Rule groups that were asked: the managed one, with its terminating rule where it blocked. */
const ruleGroups = (hit: RuleHit | undefined) => [
  {
    ruleGroupId: hit?.group ?? 'AWS#AWSManagedRulesCommonRuleSet',
    terminatingRule:
      hit?.inner === undefined
        ? null
        : {
            ruleId: hit.inner,
            action: 'BLOCK',
            ruleMatchDetails: hit.matched === undefined ? null : matchDetails(hit),
          },
    nonTerminatingMatchingRules: [],
    excludedRules: null,
    customerConfig: null,
  },
];

const rateRules = (http: HttpRequest) =>
  http.blockedBy?.kind === 'RATE_BASED'
    ? [
        {
          rateBasedRuleId: `arn:aws:wafv2:${http.site.region}:${http.site.account}:regional/ipset/rate`,
          rateBasedRuleName: http.blockedBy.rule,
          limitKey: 'IP',
          limitValue: http.client.ip,
          maxRateAllowed: 2000,
          evaluationWindowSec: 300,
        },
      ]
    : [];

const verdict = (hit: RuleHit | undefined): object => ({
  terminatingRuleId: hit?.rule ?? 'Default_Action',
  terminatingRuleType: hit?.kind ?? 'REGULAR',
  action: hit === undefined ? 'ALLOW' : 'BLOCK',
  terminatingRuleMatchDetails: hit === undefined ? [] : matchDetails(hit),
});

function record(http: HttpRequest): object {
  const { client, site, blockedBy: hit } = http;
  return {
    timestamp: http.at,
    formatVersion: 1,
    webaclId: aclArn(http),
    ...verdict(hit),
    httpSourceName: 'ALB',
    httpSourceId: `${site.account}-app/${site.balancer}/${site.balancerId}`,
    ruleGroupList: ruleGroups(hit),
    rateBasedRuleList: rateRules(http),
    nonTerminatingMatchingRules: [],
    requestHeadersInserted: null,
    responseCodeSent: null,
    httpRequest: {
      clientIp: client.ip,
      country: client.country,
      headers: headers(http),
      uri: http.path,
      args: http.args,
      httpVersion: 'HTTP/2.0',
      httpMethod: http.method,
      requestId: http.traceId.slice('Root='.length),
      fragment: '',
      scheme: 'https',
      host: site.host,
    },
    labels: [
      { name: `awswaf:clientip:geo:country:${client.country}` },
      ...(hit?.label === undefined ? [] : [{ name: hit.label }]),
    ],
    ja3Fingerprint: client.ja3,
    ja4Fingerprint: client.ja4,
    requestBodySize: http.method === 'POST' ? http.received : 0,
    requestBodySizeInspectedByWAF: http.method === 'POST' ? http.received : 0,
  };
}

/** Writes web ACL logs as AWS WAF delivers them to S3. */
export const wafLogs: LogWriter = {
  format: 'waf',
  table: 'waf_logs',
  isCompressed: true,
  record: (event) =>
    event.kind === 'http'
      ? {
          stream: `${event.site.account} ${event.site.region} ${event.site.acl}`,
          text: JSON.stringify(record(event)),
        }
      : undefined,
  key: (stream, end) => {
    const [account = '', region = '', acl = ''] = stream.split(' ');
    const at = end - 300_000;
    const folder = `${dayPath(at)}/${new Date(at).toISOString().slice(11, 13)}/${new Date(at).toISOString().slice(14, 16)}`;
    return `AWSLogs/${account}/WAFLogs/${region}/${acl}/${folder}/${account}_waflogs_${region}_${acl}_${minuteStamp(at)}_${(at % 0xffffffff).toString(16).padStart(8, '0')}.log.gz`;
  },
  around: { before: '', between: '\n', after: '\n' },
};
