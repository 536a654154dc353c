import type { ApiCall, Caller, Flow, HttpRequest, ObjectAccess, RuleHit } from './events.ts';
import type { Bucket, Client, Interface, Organisation, Site } from './organisation.ts';
import type { Random } from './random.ts';

/** What of a request is not usual. */
export interface RequestGiven {
  readonly site: Site;
  readonly client: Client;
  readonly at: number;
  readonly path?: string;
  readonly args?: string;
  readonly method?: string;
  readonly status?: number;
  readonly blockedBy?: RuleHit;
  readonly incident?: string;
}

/** A request with usual sizes and times around what is given. */
export function request(random: Random, given: RequestGiven): HttpRequest {
  const { blockedBy, site } = given;
  return {
    kind: 'http',
    method: 'GET',
    path: site.pages[random.skewed(site.pages.length)] ?? '/',
    args: '',
    status: blockedBy === undefined ? random.pick([200, 200, 200, 200, 200, 200, 304, 302, 404]) : 403,
    port: random.whole(1024, 65_535),
    received: random.whole(180, 900),
    sent: random.whole(300, 40_000),
    seconds: random.whole(1, 400) / 1000,
    target: random.pick(site.targets),
    traceId: `Root=1-${Math.floor(given.at / 1000)
      .toString(16)
      .padStart(8, '0')}-${random.hex(24)}`,
    ...given,
  };
}

/** The flow that a request leaves at the load balancer's interface. */
export function requestFlow(random: Random, http: HttpRequest): Flow {
  return {
    kind: 'flow',
    at: http.at,
    at_interface: http.site.node,
    source: http.client.ip,
    destination: http.site.node.address,
    sourcePort: http.port,
    destinationPort: 443,
    protocol: 6,
    packets: random.whole(6, 30),
    bytes: http.received + 1200,
    seconds: random.whole(1, 59),
    action: 'ACCEPT',
    status: 'OK',
    ...(http.incident === undefined ? {} : { incident: http.incident }),
  };
}

type FlowGiven = Pick<Flow, 'at' | 'at_interface' | 'source' | 'destination' | 'destinationPort'> &
  Partial<Flow>;

/** A flow with usual counts around what is given. */
export const flow = (random: Random, given: FlowGiven): Flow => ({
  kind: 'flow',
  sourcePort: random.whole(1024, 65_535),
  protocol: 6,
  packets: random.whole(1, 40),
  bytes: random.whole(60, 40_000),
  seconds: random.whole(0, 59),
  action: 'ACCEPT',
  status: 'OK',
  ...given,
});

type CallGiven = Pick<ApiCall, 'at' | 'account' | 'region' | 'caller' | 'source' | 'name' | 'ip' | 'agent'> &
  Partial<ApiCall>;

/** A successful read-only management call around what is given. */
export const call = (random: Random, given: CallGiven): ApiCall => ({
  kind: 'api',
  readOnly: true,
  category: 'Management',
  type: 'AwsApiCall',
  request: null,
  response: null,
  id: random.uuid(),
  requestId: random.uuid(),
  ...given,
});

/** A person or program with an access key. */
export function user(random: Random, account: string, name: string): Caller {
  const key = `AKIA${random.hex(9).toUpperCase().replaceAll(/[018]/g, 'Z')}EXAMPLE`;
  return {
    type: 'IAMUser',
    account,
    name,
    accessKey: key,
    principalId: `AIDA${random.hex(10).toUpperCase()}EXAMPLE`.slice(0, 21),
  };
}

/** A role's session. */
export function role(random: Random, account: string, given: { name: string; session: string }): Caller {
  const key = `ASIA${random.hex(9).toUpperCase().replaceAll(/[018]/g, 'Z')}EXAMPLE`;
  return {
    type: 'AssumedRole',
    account,
    ...given,
    accessKey: key,
    principalId: `AROA${random.hex(10).toUpperCase()}EXAMPLE`.slice(0, 21),
  };
}

type AccessGiven = Pick<ObjectAccess, 'at' | 'bucket' | 'key' | 'ip' | 'requester'> & Partial<ObjectAccess>;

/** A successful GET of an object around what is given. */
export const objectAccess = (random: Random, given: AccessGiven): ObjectAccess => ({
  kind: 'object',
  operation: 'REST.GET.OBJECT',
  status: 200,
  size: random.whole(500, 900_000),
  agent: 'aws-sdk-js/3.900.0 ua/2.1 os/linux lang/js md/nodejs#24.1.0',
  requestId: random.hex(16).toUpperCase(),
  hostId: Buffer.from(random.hex(56)).toString('base64').slice(0, 76),
  ...given,
});

/** The CloudTrail data event of an object read. */
export function objectRead(random: Random, access: ObjectAccess, caller: Caller): ApiCall {
  const arn = `arn:aws:s3:::${access.bucket.name}`;
  return call(random, {
    at: access.at,
    account: access.bucket.account,
    region: access.bucket.region,
    caller,
    source: 's3.amazonaws.com',
    name: 'GetObject',
    ip: access.ip,
    agent: `[${access.agent}]`,
    category: 'Data',
    request: {
      bucketName: access.bucket.name,
      Host: `${access.bucket.name}.s3.${access.bucket.region}.amazonaws.com`,
      key: access.key,
    },
    additional: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: 0,
      AuthenticationMethod: 'AuthHeader',
      'x-amz-id-2': access.hostId,
      bytesTransferredOut: access.size,
    },
    resources: [
      { type: 'AWS::S3::Object', ARN: `${arn}/${access.key}` },
      { accountId: access.bucket.account, type: 'AWS::S3::Bucket', ARN: arn },
    ],
    requestId: access.requestId,
    ...(access.incident === undefined ? {} : { incident: access.incident }),
  });
}

export const bucketNamed = (organisation: Organisation, part: string): Bucket => {
  const found = organisation.buckets.find(({ name }) => name.includes(part));
  if (found === undefined) throw new Error(`no bucket ${part}`);
  return found;
};

export const firstInstance = (site: Site): Interface => {
  const [first] = site.targets;
  if (first === undefined) throw new Error(`${site.host} has no targets`);
  return first;
};
