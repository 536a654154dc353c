import { z } from 'zod';
import { size, whole } from './quantity.ts';

/** Engines that can answer `levee query`. */
export const QUERY_ENGINES = ['duckdb', 'trino', 'athena'] as const;

const text = (error: string) => z.string({ error }).min(1, { error });
const matching = (pattern: RegExp, error: string) => z.string({ error }).regex(pattern, { error });

const SERVER = 'an address such as https://trino.example.com:8443, without user or password in it';
const NAME = 'a name of letters, digits and _';
const FILE = 'a file';

const name = () => matching(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, NAME);

const trino = z
  .strictObject({
    server: matching(/^https?:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?\/?$/, SERVER).describe(
      'Address of the coordinator. HTTPS wherever a password or token is used, except on this machine.',
    ),
    user: matching(/^[^\s:\p{Cc}]+$/u, 'the name of a user').describe('User that queries run as.'),
    catalog: name().default('levee').describe('Catalog that holds the tables.'),
    schema: name().default('levee').describe('Schema that holds the tables.'),
    passwordFile: text(FILE)
      .exactOptional()
      .describe('File that holds the password; relative to this file. Or the variable LEVEE_TRINO_PASSWORD.'),
    tokenFile: text(FILE)
      .exactOptional()
      .describe(
        'File that holds a JSON Web Token; relative to this file. Or the variable LEVEE_TRINO_TOKEN.',
      ),
    caFile: text(FILE)
      .exactOptional()
      .describe(
        "Certificates (PEM) of the authority of the server's certificate; those of the system by default.",
      ),
    session: z
      .record(
        matching(/^[A-Za-z_][A-Za-z0-9_.]*$/, 'the name of a session property'),
        matching(/^[\u0020-\u007e]*$/, 'a text such as "10m"'),
      )
      .default({})
      .describe('Session properties of every query: query_max_run_time and others.'),
    idleSeconds: whole(1, 3600).default(60).describe('Longest time in which the server says nothing.'),
    retrySeconds: whole(0, 3600)
      .default(30)
      .describe('How long a server that is overloaded or restarts is asked again.'),
  })
  .refine(({ passwordFile, tokenFile }) => passwordFile === undefined || tokenFile === undefined, {
    error: 'either passwordFile or tokenFile, not both',
  })
  .describe('A Trino server that has the tables.');

const athena = z
  .strictObject({
    region: matching(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'an AWS Region such as eu-central-1').describe(
      'AWS Region.',
    ),
    database: name().default('levee').describe('Database that holds the tables.'),
    catalog: text('the name of a data catalog')
      .exactOptional()
      .describe('Data catalog; AwsDataCatalog by default.'),
    workgroup: matching(/^[A-Za-z0-9._-]{1,128}$/, 'the name of a workgroup')
      .exactOptional()
      .describe('Workgroup; primary by default.'),
    outputLocation: matching(/^s3:\/\/[^\s]+$/, 'a place such as s3://bucket/results/')
      .exactOptional()
      .describe("Where results are written; the workgroup's own place by default."),
    reuseMinutes: whole(0, 10_080)
      .exactOptional()
      .describe('Age in minutes up to which an earlier result answers the same query; never by default.'),
    dollarsPerTerabyte: z
      .number({ error: 'a number of US dollars' })
      .min(0, { error: 'a number of US dollars' })
      .default(5)
      .describe('US dollars for a terabyte that is scanned, for the cost that is shown.'),
    endpoint: matching(
      /^https?:\/\/[^\s/@]+\/?$/,
      'an address such as https://vpce-1.athena.eu-central-1.vpce.amazonaws.com',
    )
      .exactOptional()
      .describe('Another address of the service: a VPC endpoint.'),
  })
  .describe('Amazon Athena. Credentials are those of the AWS SDK: environment, profile, role.');

/** Who answers `levee query`. */
export const query = z
  .strictObject({
    engine: z
      .enum(QUERY_ENGINES, { error: `one of ${QUERY_ENGINES.join(', ')}` })
      .default('duckdb')
      .describe('Engine that answers; --engine names another.'),
    rows: whole(0, Number.MAX_SAFE_INTEGER)
      .default(100_000)
      .describe('Most rows of a result, 0 for all; a result that is cut says so.'),
    seconds: whole(0, 86_400).default(0).describe('Longest time of a query, 0 for no limit.'),
    bytes: size(0)
      .prefault(0)
      .describe(
        'Most bytes of data files that a query may read, 0 for no limit; known before any is opened, by Trino and Athena while they read.',
      ),
    trino: trino.exactOptional(),
    athena: athena.exactOptional(),
  })
  .prefault({})
  .describe(
    'Who answers `levee query` (the embedded engine, Trino or Athena), and its limits; its flags override them.',
  );
