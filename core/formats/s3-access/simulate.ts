import type { LogWriter, ObjectAccess } from '#simulate';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function logTime(at: number): string {
  const text = new Date(at).toISOString();
  return `[${text.slice(8, 10)}/${MONTHS[Number(text.slice(5, 7)) - 1]}/${text.slice(0, 4)}:${text.slice(11, 19)} +0000]`;
}

function line(access: ObjectAccess): string {
  const { bucket } = access;
  const error = access.status >= 400 ? 'AccessDenied' : '-';
  return [
    bucket.owner,
    bucket.name,
    logTime(access.at),
    access.ip,
    access.requester,
    access.requestId,
    access.operation,
    access.key,
    `"GET /${access.key} HTTP/1.1"`,
    access.status,
    error,
    access.status >= 400 ? 243 : access.size,
    access.size,
    18,
    17,
    '"-"',
    `"${access.agent}"`,
    '-',
    access.hostId,
    'SigV4',
    'TLS_AES_128_GCM_SHA256',
    'AuthHeader',
    `${bucket.name}.s3.${bucket.region}.amazonaws.com`,
    'TLSv1.3',
    '-',
    '-',
    bucket.region,
  ].join(' ');
}

/** Writes server access logs as S3 delivers them: no extension, not compressed, partitioned prefix. */
export const s3AccessLogs: LogWriter = {
  format: 's3-access',
  table: 's3_access_logs',
  isCompressed: false,
  record: (event) =>
    event.kind === 'object'
      ? { stream: `${event.bucket.account} ${event.bucket.region} ${event.bucket.name}`, text: line(event) }
      : undefined,
  key: (stream, end) => {
    const [account = '', region = '', bucket = ''] = stream.split(' ');
    const time = new Date(end).toISOString();
    const stamp = time.slice(0, 19).replaceAll(/[T:]/g, '-');
    const unique = (end * 2_654_435_761).toString(16).toUpperCase().padStart(16, '0').slice(-16);
    return `s3-access/${account}/${region}/${bucket}/${time.slice(0, 10).replaceAll('-', '/')}/${stamp}-${unique}`;
  },
  around: { before: '', between: '\n', after: '\n' },
};
