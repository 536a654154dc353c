import { dayPath, minuteStamp, type Flow, type LogWriter } from '#simulate';

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id flow-direction';

function line(flow: Flow): string {
  const { at_interface: at } = flow;
  const start = Math.floor(flow.at / 1000);
  const end = start + flow.seconds;
  const place = [at.vpc, at.subnet, at.instance ?? '-'];
  const where = [at.region, at.zone];
  if (flow.status === 'NODATA') {
    return [
      '5',
      at.account,
      at.id,
      ...Array.from({ length: 7 }, () => '-'),
      start,
      start + 59,
      '-',
      'NODATA',
      ...place,
      '-',
      '-',
      '-',
      '-',
      ...where,
      '-',
    ].join(' ');
  }
  const version = flow.source.includes(':') ? 'IPv6' : 'IPv4';
  const direction = flow.source === at.address ? 'egress' : 'ingress';
  return [
    '5',
    at.account,
    at.id,
    flow.source,
    flow.destination,
    flow.sourcePort,
    flow.destinationPort,
    flow.protocol,
    flow.packets,
    flow.bytes,
    start,
    end,
    flow.action,
    'OK',
    ...place,
    flow.action === 'REJECT' ? 2 : 19,
    version,
    flow.source,
    flow.destination,
    ...where,
    direction,
  ].join(' ');
}

/** Writes flow logs of a custom format (versions 2 to 5) as they are delivered to S3, with their header line. */
export const vpcFlowLogs: LogWriter = {
  format: 'vpc-flow',
  table: 'vpc_flow_logs',
  isCompressed: true,
  record: (event) =>
    event.kind === 'flow'
      ? {
          stream: `${event.at_interface.account} ${event.at_interface.region} ${event.at_interface.flowLog}`,
          text: line(event),
        }
      : undefined,
  key: (stream, end) => {
    const [account = '', region = '', flowLog = ''] = stream.split(' ');
    const name = `${account}_vpcflowlogs_${region}_${flowLog}_${minuteStamp(end)}_${(end % 0xffffffff).toString(16).padStart(8, '0')}.log.gz`;
    return `AWSLogs/${account}/vpcflowlogs/${region}/${dayPath(end)}/${name}`;
  },
  around: { before: `${HEADER}\n`, between: '\n', after: '\n' },
};
