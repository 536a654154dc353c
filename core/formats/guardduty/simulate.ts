import { dayPath, isoMillis, type Finding, type LogWriter } from '#simulate';

const record = (finding: Finding, detector: string): object => ({
  schemaVersion: '2.0',
  accountId: finding.account,
  region: finding.region,
  partition: 'aws',
  id: finding.id,
  arn: `arn:aws:guardduty:${finding.region}:${finding.account}:detector/${detector}/finding/${finding.id}`,
  type: finding.type,
  resource: finding.resource,
  service: {
    serviceName: 'guardduty',
    detectorId: detector,
    action: finding.action,
    resourceRole: 'TARGET',
    additionalInfo: { value: '{}', type: 'default' },
    eventFirstSeen: isoMillis(finding.firstSeen),
    eventLastSeen: isoMillis(finding.at - 60_000),
    archived: false,
    count: finding.count,
  },
  severity: finding.severity,
  createdAt: isoMillis(finding.at),
  updatedAt: isoMillis(finding.at),
  title: finding.title,
  description: finding.description,
});

/** Writes findings as GuardDuty exports them to S3. */
export const guarddutyFindings: LogWriter = {
  format: 'guardduty',
  table: 'guardduty_findings',
  isCompressed: true,
  record: (event, organisation) => {
    if (event.kind !== 'finding') return undefined;
    const detector = organisation.detectors.get(event.account) ?? '';
    return { stream: `${event.account} ${event.region}`, text: JSON.stringify(record(event, detector)) };
  },
  key: (stream, end) => {
    const [account = '', region = ''] = stream.split(' ');
    const unique = (end * 2_654_435_761).toString(16).padStart(12, '0').slice(-12);
    return `AWSLogs/${account}/GuardDuty/${region}/${dayPath(end)}/0f0e0d0c-0b0a-4908-8706-${unique}.jsonl.gz`;
  },
  around: { before: '', between: '\n', after: '\n' },
};
