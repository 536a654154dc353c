import { dayPath, isoMicros, minuteStamp, type HttpRequest, type LogWriter } from '#simulate';

const quoted = (text: string): string => `"${text.replaceAll('"', String.raw`\x22`)}"`;

const hostPort = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/** A line of 33 columns, as load balancers write since October 2025. */
function line(http: HttpRequest): string {
  const { site, client, target } = http;
  const isBlocked = http.blockedBy !== undefined;
  const reached = isBlocked ? '-' : hostPort(target.address, 8080);
  const status = isBlocked ? '-' : String(http.status);
  const times = isBlocked ? ['-1', '-1', '-1'] : ['0.001', http.seconds.toFixed(3), '0.000'];
  const url = `https://${site.host}:443${http.path}${http.args === '' ? '' : `?${http.args}`}`;
  return [
    'h2',
    isoMicros(http.at + Math.round(http.seconds * 1000)),
    `app/${site.balancer}/${site.balancerId}`,
    hostPort(client.ip, http.port),
    reached,
    ...times,
    String(http.status),
    status,
    String(http.received),
    String(http.sent),
    quoted(`${http.method} ${url} HTTP/2.0`),
    quoted(client.agent),
    'TLS_AES_128_GCM_SHA256',
    'TLSv1.3',
    site.targetGroup,
    quoted(http.traceId),
    quoted(site.host),
    quoted(site.certificate),
    '1',
    isoMicros(http.at),
    quoted(isBlocked ? 'waf' : 'waf,forward'),
    quoted('-'),
    quoted('-'),
    quoted(reached),
    quoted(status),
    quoted('-'),
    quoted('-'),
    `TID_${http.traceId.slice(-24)}`,
    quoted('-'),
    quoted('-'),
    quoted('-'),
  ].join(' ');
}

/** Writes access logs as Application Load Balancers deliver them to S3. */
export const albAccessLogs: LogWriter = {
  format: 'alb-access',
  table: 'alb_access_logs',
  isCompressed: true,
  record: (event) => {
    if (event.kind !== 'http') return undefined;
    const { site } = event;
    return {
      stream: `${site.account} ${site.region} app.${site.balancer}.${site.balancerId} ${site.node.address}`,
      text: line(event),
    };
  },
  key: (stream, end) => {
    const [account = '', region = '', balancer = '', node = ''] = stream.split(' ');
    const name = `${account}_elasticloadbalancing_${region}_${balancer}_${minuteStamp(end)}_${node}_${(end % 0xfffffff).toString(36)}.log.gz`;
    return `AWSLogs/${account}/elasticloadbalancing/${region}/${dayPath(end)}/${name}`;
  },
  around: { before: '', between: '\n', after: '\n' },
};
