import type { Bucket, Client, Interface, Site } from './organisation.ts';

interface Planted {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Type of the planted incident it belongs to; absent in everyday traffic. */
  readonly incident?: string;
}

/** What a web ACL rule did about a request. */
export interface RuleHit {
  readonly rule: string;
  readonly kind: 'RATE_BASED' | 'MANAGED_RULE_GROUP' | 'REGULAR';
  /** Rule group and its inner rule, for managed groups. */
  readonly group?: string;
  readonly inner?: string;
  /** Evidence of an SQL injection match. */
  readonly matched?: readonly string[];
  readonly label?: string;
}

/** A request to a site: a record in WAF and load balancer logs. */
export interface HttpRequest extends Planted {
  readonly kind: 'http';
  readonly site: Site;
  readonly client: Client;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly args: string;
  readonly status: number;
  readonly blockedBy?: RuleHit;
  /** Bytes of request and response, seconds until the target answered. */
  readonly received: number;
  readonly sent: number;
  readonly seconds: number;
  readonly target: Interface;
  readonly traceId: string;
}

/** Who calls an API. */
export interface Caller {
  readonly type: 'Root' | 'IAMUser' | 'AssumedRole' | 'AWSService';
  readonly account: string;
  readonly name: string;
  readonly session?: string;
  readonly accessKey?: string;
  readonly principalId: string;
  readonly mfa?: boolean;
}

/** A call of an AWS API, or a sign-in: a CloudTrail event. */
export interface ApiCall extends Planted {
  readonly kind: 'api';
  readonly account: string;
  readonly region: string;
  readonly caller: Caller;
  readonly source: string;
  readonly name: string;
  readonly ip: string;
  readonly agent: string;
  readonly readOnly: boolean;
  readonly category: 'Management' | 'Data';
  readonly type: 'AwsApiCall' | 'AwsConsoleSignIn';
  readonly request: object | null;
  readonly response: object | null;
  readonly additional?: object;
  readonly error?: { readonly code: string; readonly message: string };
  readonly resources?: readonly {
    readonly ARN: string;
    readonly accountId?: string;
    readonly type: string;
  }[];
  readonly id: string;
  readonly requestId: string;
}

/** Traffic at a network interface in one minute: a VPC flow log record. */
export interface Flow extends Planted {
  readonly kind: 'flow';
  readonly at_interface: Interface;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly protocol: number;
  readonly packets: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly action: 'ACCEPT' | 'REJECT';
  readonly status: 'OK' | 'NODATA';
}

/** A request to a bucket: an S3 server access log record. */
export interface ObjectAccess extends Planted {
  readonly kind: 'object';
  readonly bucket: Bucket;
  readonly key: string;
  readonly ip: string;
  readonly requester: string;
  readonly operation: string;
  readonly status: number;
  readonly size: number;
  readonly agent: string;
  readonly requestId: string;
  readonly hostId: string;
}

/** A GuardDuty finding. */
export interface Finding extends Planted {
  readonly kind: 'finding';
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly type: string;
  readonly severity: number;
  readonly title: string;
  readonly description: string;
  readonly resource: object;
  readonly action: object;
  readonly firstSeen: number;
  readonly count: number;
}

export type SimulatedEvent = HttpRequest | ApiCall | Flow | ObjectAccess | Finding;
