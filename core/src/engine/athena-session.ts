import { setTimeout as sleep } from 'node:timers/promises';
import type { AthenaClient, GetQueryResultsOutput, QueryExecution } from '@aws-sdk/client-athena';
import { inert, LeveeError, messageOf } from '#kernel';
import type { Deadline } from './deadline.ts';

/** Where and how Athena is asked. Credentials are those of the AWS SDK: environment, profile, role. */
export interface AthenaOptions {
  readonly region: string;
  /** The lake's database. */
  readonly database: string;
  readonly catalog?: string;
  readonly workgroup?: string;
  /** Where results go, `s3://…`; the workgroup's own place where absent. */
  readonly outputLocation?: string;
  /** Age in minutes up to which an earlier result answers the same query; none where absent. */
  readonly reuseMinutes?: number;
  /** US dollars per terabyte scanned. */
  readonly dollarsPerTerabyte?: number;
  /** Another address of the service: a VPC endpoint. */
  readonly endpoint?: string;
}

type Sdk = typeof import('@aws-sdk/client-athena');

const ROWS_PER_PAGE = 1000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2000;
const ATTEMPTS = 6;
const STOP_MS = 5000;

/** Speaks Athena's API. The SDK is loaded at the first question alone: it is large. */
export class AthenaSession {
  readonly #options: AthenaOptions;
  #sdk: Promise<{ readonly sdk: Sdk; readonly client: AthenaClient }> | undefined;

  constructor(options: AthenaOptions) {
    this.#options = options;
  }

  /** Submits a statement and answers its id. */
  async start(sql: string, parameters: readonly string[], { signal }: Deadline): Promise<string> {
    const { sdk, client } = await this.#loaded();
    const { database, catalog, workgroup, outputLocation, reuseMinutes } = this.#options;
    const command = new sdk.StartQueryExecutionCommand({
      QueryString: sql,
      QueryExecutionContext: { Database: database, ...(catalog === undefined ? {} : { Catalog: catalog }) },
      ...(workgroup === undefined ? {} : { WorkGroup: workgroup }),
      ...(outputLocation === undefined ? {} : { ResultConfiguration: { OutputLocation: outputLocation } }),
      ...(parameters.length === 0 ? {} : { ExecutionParameters: [...parameters] }),
      ...(reuseMinutes === undefined ? {} : { ResultReuseConfiguration: reuse(reuseMinutes) }),
    });
    const { QueryExecutionId: id } = await saying(client.send(command, { abortSignal: signal }));
    if (id === undefined) throw new LeveeError('Athena took the query without giving it an id');
    return id;
  }

  /** Waits until the query has ended, however it ended; `watch` sees it every time that it is looked at. */
  async ended(
    id: string,
    { signal }: Deadline,
    watch: (execution: QueryExecution) => void,
  ): Promise<QueryExecution> {
    const { sdk, client } = await this.#loaded();
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
      const command = new sdk.GetQueryExecutionCommand({ QueryExecutionId: id });
      const { QueryExecution: execution } = await saying(client.send(command, { abortSignal: signal }));
      const state = execution?.Status?.State;
      if (execution !== undefined && state !== 'QUEUED' && state !== 'RUNNING') return execution;
      if (execution !== undefined) watch(execution);
      await sleep(wait, undefined, { signal });
    }
  }

  /** A page of the result. */
  async page(id: string, token: string | undefined, { signal }: Deadline): Promise<GetQueryResultsOutput> {
    const { sdk, client } = await this.#loaded();
    const command = new sdk.GetQueryResultsCommand({
      QueryExecutionId: id,
      MaxResults: ROWS_PER_PAGE,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    return saying(client.send(command, { abortSignal: signal }));
  }

  /** Gives a query up; what it scanned until then is charged. */
  async stop(id: string): Promise<void> {
    const { sdk, client } = await this.#loaded();
    const command = new sdk.StopQueryExecutionCommand({ QueryExecutionId: id });
    await client.send(command, { abortSignal: AbortSignal.timeout(STOP_MS) }).catch(() => undefined);
  }

  async close(): Promise<void> {
    (await this.#sdk)?.client.destroy();
  }

  #loaded(): Promise<{ readonly sdk: Sdk; readonly client: AthenaClient }> {
    this.#sdk ??= import('@aws-sdk/client-athena').then((sdk) => {
      const { region, endpoint } = this.#options;
      const client = new sdk.AthenaClient({
        region,
        maxAttempts: ATTEMPTS,
        ...(endpoint === undefined ? {} : { endpoint }),
      });
      return { sdk, client };
    });
    return this.#sdk;
  }
}

const reuse = (minutes: number) => ({
  ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: minutes },
});

const HINTS: Readonly<Record<string, string>> = {
  AccessDeniedException:
    'the credentials need athena:*QueryExecution and GetQueryResults, and the S3 and Glue rights of the workgroup',
  CredentialsProviderError:
    'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role',
  ExpiredTokenException: 'the credentials have expired: fetch new ones',
  InvalidRequestException: 'check the SQL, athena.workgroup and athena.outputLocation',
  TooManyRequestsException: 'the account asks Athena too often: try again later',
  UnrecognizedClientException: 'the credentials are not valid in this Region',
};

/** Passes an answer on, and a refusal as a LeveeError; what a cancel throws stays. */
async function saying<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'AbortError') throw error;
    throw new LeveeError(`Athena: ${inert(messageOf(error).slice(0, 2000))}`, {
      hint: HINTS[name] ?? 'check athena.region, the network and the credentials',
      exitCode: name === 'InvalidRequestException' ? 2 : 1,
      cause: error,
    });
  }
}
