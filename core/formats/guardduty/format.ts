import { defineFormat, eventBridge, isoTime, json, jsonValues, text } from '#format';

const at = (column: string, path: string) => `json_extract_string(${column}, '${path}')`;

/** What a finding may be about: where the address of the other side stands differs. */
export const REMOTE = [
  'networkConnectionAction',
  'awsApiCallAction',
  'portProbeAction.portProbeDetails[0]',
  'kubernetesApiCallAction',
  'rdsLoginAttemptAction',
];
const remoteAddresses = ['ipAddressV4', 'ipAddressV6'].flatMap((version) =>
  REMOTE.map((action) => at('service', `$.action.${action}.remoteIpDetails.${version}`)),
);

/** Every address under the names that findings use, wherever it stands: attack sequences hold many. */
const addressesIn = (column: string) =>
  `regexp_extract_all(${column}, '"(?:ipAddressV4|ipAddressV6|ip|publicIp|privateIpAddress)":"([0-9a-fA-F.:]+)"', 1)`;

/** The values at these paths of the affected resource; a path with [*] gives several. */
const inResource = (...paths: readonly string[]) => paths.map((path) => at('resource', `$.${path}`));

/** Amazon GuardDuty findings, as exported to S3 or sent by EventBridge. */
export const guardduty = defineFormat({
  name: 'guardduty',
  table: 'guardduty_findings',
  title: 'Amazon GuardDuty findings',
  about: 'A finding, or an update of one: the same id comes again with a larger count.',
  reference: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html',
  objects: [/(?:^|\/)AWSLogs\/(?<account>\d{12})\/GuardDuty\/(?<region>[^/]+)\/.*\.jsonl(?:\.gz)?$/],
  content: [
    /^\s*\{(?=[\s\S]{0,65536}"schemaVersion"\s*:)(?=[\s\S]{0,65536}"detectorId"\s*:)/,
    /^\s*\{(?=[\s\S]{0,2048}"detail-type"\s*:\s*"GuardDuty Finding")/,
    /^\s*\{(?=[\s\S]{0,8192}"arn"\s*:\s*"arn:aws[^"]*:guardduty:)(?=[\s\S]{0,8192}"severity"\s*:)/,
  ],
  framing: jsonValues(),
  envelopes: [eventBridge],
  growth: 'by-key',
  entity: 'type',
  aliases: ['gd_logs', 'guardduty_logs'],
  time: isoTime('updatedAt'),
  columns: {
    schemaVersion: text('Version of the finding format, 2.0.'),
    accountId: text('Account that the finding is about.'),
    region: text('Region of the finding.'),
    partition: text('Partition: aws, aws-cn or aws-us-gov.'),
    id: text('Id of the finding, the same in all its updates.'),
    arn: text('ARN of the finding.'),
    type: text('Type, such as UnauthorizedAccess:EC2/SSHBruteForce.'),
    resource: json('The affected resource: instance, access key, bucket, cluster and so on.'),
    service: json('What was seen: action, evidence, first and last time, count.'),
    severity: text('Severity: low from 1, medium from 4, high from 7, critical from 9.'),
    createdAt: text('When the finding was made, ISO 8601 in UTC.', { aliases: ['createdate'] }),
    updatedAt: text('When it was updated last, ISO 8601 in UTC.', { aliases: ['updatedate'] }),
    title: text('Title.'),
    description: text('Description.'),
    confidence: text('Confidence; rarely set.'),
    associatedAttackSequenceArn: text('ARN of the attack sequence that the finding belongs to.'),
  },
  roles: {
    account_id: 'accountid',
    stream: at('service', '$.detectorId'),
    client_ip: `coalesce(${remoteAddresses.join(', ')})`,
    ips: [{ each: addressesIn('service') }, { each: addressesIn('resource') }],
    principals: inResource(
      'accessKeyDetails.userName',
      'accessKeyDetails.accessKeyId',
      'accessKeyDetails.principalId',
      'kubernetesDetails.kubernetesUserDetails.username',
      'rdsDbUserDetails.user',
    ),
    resources: [
      'arn',
      ...inResource(
        'instanceDetails.instanceId',
        'eksClusterDetails.arn',
        'ecsClusterDetails.arn',
        'lambdaDetails.functionArn',
        'rdsDbInstanceDetails.dbInstanceArn',
      ),
      ...inResource('s3BucketDetails[*].name', 's3BucketDetails[*].arn').map((each) => ({ each })),
    ],
  },
});
