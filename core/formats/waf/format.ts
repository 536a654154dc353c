import { defineFormat, epochMillis, int, json, jsonValues, list, long, struct, text } from '#format';

const header = struct('A header.', {
  name: text('Name, spelt as the client sent it.'),
  value: text('Value.'),
});

const token = struct('Result of checking a CAPTCHA or challenge token.', {
  responseCode: int('Response code, 0 when the request carried a valid token.'),
  solveTimestamp: long(
    'When the puzzle or challenge was solved, seconds since 1970; only with a valid token.',
  ),
  failureReason: text('Why the token was not accepted: TOKEN_MISSING, TOKEN_EXPIRED and others.'),
});

const matchDetail = struct('Evidence of an SQL injection or cross-site scripting match.', {
  conditionType: text('SQL_INJECTION or XSS.'),
  sensitivityLevel: text('LOW or HIGH for SQL injection, empty for XSS.'),
  location: text('Request component that matched; UNKNOWN in a JSON body.'),
  matchedData: list('Tokens that matched.', text('A token.')),
  matchedFieldName: text('Header or argument that matched.'),
});

const matchDetails = list('What made an SQL injection or XSS rule match.', matchDetail);

const matchingRule = struct('A rule that matched without ending the evaluation.', {
  ruleId: text('Name of the rule.'),
  action: text('What it did: COUNT, CAPTCHA, CHALLENGE.'),
  overriddenAction: text('Its own action where the web ACL overrides it.'),
  ruleMatchDetails: matchDetails,
  captchaResponse: token,
  challengeResponse: token,
});

/** AWS WAF (v2) web ACL traffic. */
export const waf = defineFormat({
  name: 'waf',
  table: 'waf_logs',
  title: 'AWS WAF web ACL traffic logs',
  about:
    'A web request that an AWS WAF web ACL (protection pack) evaluated, with the verdict and the rules that led to it.',
  reference: 'https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html',
  objects: [
    /(?:^|\/)AWSLogs\/(?<account>\d{12})\/WAFLogs\/(?<region>[^/]+)\/(?<stream>[^/]+)\/.*_waflogs_[^/]*\.log(?:\.gz)?$/,
    /(?:^|\/)(?<stream>aws-waf-logs-[^/]*?)-\d+-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d-[0-9a-f-]{36}(?:\.gz)?$/,
  ],
  content: [
    /^\s*\{(?=[\s\S]{0,4096}"webaclId"\s*:)(?=[\s\S]{0,4096}"(?:terminatingRuleId|httpRequest|httpSourceName)"\s*:)/,
  ],
  framing: jsonValues(),
  growth: 'by-key',
  aliases: ['waf_data_lake.logs', 'waf_logs_partition_projection', 'waf_logs_transformed'],
  derived: {
    clientip: 'httprequest.clientip',
    country: 'httprequest.country',
    date: "date_format(event_time, '%Y/%m/%d')",
    log_time: "date_format(event_time, '%Y/%m/%d/%H/%i')",
    uri: 'httprequest.uri',
    waf_name: 'stream',
  },
  time: epochMillis('timestamp'),
  columns: {
    timestamp: long('When the request was evaluated, milliseconds since 1970.'),
    formatVersion: int('Version of the log format, 1.'),
    webaclId: text('ARN of the web ACL.', { aliases: ['webaclname'] }),
    terminatingRuleId: text('Rule that ended the evaluation; Default_Action when none did.'),
    terminatingRuleType: text('RATE_BASED, REGULAR, GROUP or MANAGED_RULE_GROUP.'),
    action: text('Final action: ALLOW, BLOCK, CAPTCHA, CHALLENGE or MONETIZE.'),
    terminatingRuleMatchDetails: matchDetails,
    httpSourceName: text(
      'What forwarded the request: CF, APIGW, ALB, APPSYNC, COGNITOIDP, APPRUNNER or VERIFIED_ACCESS.',
    ),
    httpSourceId: text('Id of the protected resource.'),
    ruleGroupList: list(
      'Rule groups that acted.',
      struct('A rule group.', {
        ruleGroupId: text('Id, ARN or vendor and name of the group.'),
        terminatingRule: struct('The rule of the group that ended the evaluation.', {
          ruleId: text('Name of the rule.'),
          action: text('Its action.'),
          ruleMatchDetails: matchDetails,
        }),
        nonTerminatingMatchingRules: list(
          'Rules of the group that matched without ending the evaluation.',
          matchingRule,
        ),
        excludedRules: list(
          'Rules of the group that only count.',
          struct('An excluded rule.', {
            exclusionType: text('EXCLUDED_AS_COUNT.'),
            ruleId: text('Name of the rule.'),
          }),
        ),
        customerConfig: json('Configuration of the group, in older logs.'),
      }),
    ),
    rateBasedRuleList: list(
      'Rate-based rules that were evaluated.',
      struct('A rate-based rule.', {
        rateBasedRuleId: text('Id of the rule.'),
        rateBasedRuleName: text('Name of the rule.'),
        limitKey: text('What is aggregated: IP, FORWARDED_IP, CUSTOMKEYS or CONSTANT.'),
        limitValue: text('The aggregated address; INVALID where the forwarded address cannot be read.'),
        maxRateAllowed: int('Requests allowed in the window.'),
        evaluationWindowSec: int('Length of the window in seconds.'),
        customValues: list(
          'Custom aggregation keys.',
          struct('A key.', {
            key: text('Kind of key.'),
            name: text('Its name.'),
            value: text('Its value, cut at 32 characters.'),
          }),
        ),
      }),
    ),
    nonTerminatingMatchingRules: list(
      'Rules of the web ACL that matched without ending the evaluation.',
      matchingRule,
    ),
    requestHeadersInserted: list('Headers that WAF added to the request.', header),
    responseCodeSent: int('Custom response code that was sent.'),
    httpRequest: struct('The request.', {
      clientIp: text('Address of the peer, IPv4 or IPv6.'),
      country: text('Country of the address, ISO 3166-1 alpha-2; - where not known.'),
      headers: list('Headers in order, names as sent; may repeat, may be REDACTED.', header),
      uri: text('Path as sent.'),
      args: text('Query string as sent.'),
      httpVersion: text('Protocol, such as HTTP/2.0.'),
      httpMethod: text('Method.'),
      requestId: text('Id of the request at the source: the trace id behind an Application Load Balancer.'),
      fragment: text('Fragment of the URI.'),
      scheme: text('http or https.'),
      host: text('Host header.'),
      clientAsn: long('Autonomous system number of the peer.', { since: '2025-06' }),
      forwardedAsn: long('Autonomous system number of the forwarded address.', { since: '2025-06' }),
    }),
    labels: list(
      'Labels that rules put on the request, at most 100.',
      struct('A label.', { name: text('Name of the label.') }),
    ),
    captchaResponse: token,
    challengeResponse: token,
    ja3Fingerprint: text('JA3 fingerprint of the TLS client, 32 characters; CloudFront and ALB only.'),
    ja4Fingerprint: text('JA4 fingerprint of the TLS client, 36 characters; CloudFront and ALB only.', {
      since: '2024-12',
    }),
    oversizeFields: list(
      'Components too large to inspect whole.',
      text('REQUEST_BODY, REQUEST_JSON_BODY, REQUEST_HEADERS or REQUEST_COOKIES.'),
    ),
    requestBodySize: long('Size of the body in bytes.'),
    requestBodySizeInspectedByWAF: long('Bytes of the body that were inspected.'),
    clientAsn: long('Autonomous system number of the peer, where WAF writes it outside httpRequest.', {
      since: '2025-06',
    }),
    forwardedAsn: long('Autonomous system number of the forwarded address, likewise.', { since: '2025-06' }),
    cfDistributionTenantId: text('CloudFront distribution tenant.', { since: '2025-04' }),
    monetizeVerifyResponse: json('Result of verifying a payment, with the Monetize action.', {
      since: '2026-06',
    }),
  },
  roles: {
    account_id: `split_part(webaclid, ':', 5)`,
    region: `split_part(webaclid, ':', 4)`,
    stream: `split_part(split_part(webaclid, ':', 6), '/', 3)`,
    client_ip: 'httprequest.clientip',
    forwarded_for: `list_filter(httprequest.headers, h -> lower(h.name) = 'x-forwarded-for')[-1].value`,
    ips: ['httprequest.clientip'],
    principals: [],
    resources: ['webaclid', 'httpsourceid', 'httprequest.host'],
  },
});
