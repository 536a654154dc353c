import { z } from 'zod';
import * as contract from './contract.ts';

/** One endpoint as the document describes it; `request` is a JSON body. */
interface Endpoint {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly request?: z.ZodType;
  readonly answer: z.ZodType;
  readonly status?: number;
}

const ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/tables',
    summary: 'Tables, their fields, and how they are shown',
    answer: contract.tablesAnswer,
  },
  { method: 'get', path: '/boards', summary: 'The boards and their panels', answer: contract.boardsAnswer },
  {
    method: 'get',
    path: '/ingest',
    summary: 'What arrived per table: freshness, gaps, rejects, drift',
    answer: contract.ingestAnswer,
  },
  {
    method: 'post',
    path: '/histogram',
    summary: 'Rows over time, split by a field',
    request: contract.histogramRequest,
    answer: contract.histogramAnswer,
  },
  {
    method: 'post',
    path: '/top',
    summary: 'The most frequent values of a field',
    request: contract.topRequest,
    answer: contract.topAnswer,
  },
  {
    method: 'post',
    path: '/rows',
    summary: 'Rows by pages, newest first',
    request: contract.rowsRequest,
    answer: contract.rowsAnswer,
  },
  {
    method: 'post',
    path: '/event',
    summary: 'One row with all fields and its source',
    request: contract.eventRequest,
    answer: contract.eventAnswer,
  },
  {
    method: 'post',
    path: '/event/raw',
    summary: 'The record of a row as AWS wrote it, read again from its object',
    request: contract.eventRequest,
    answer: contract.rawAnswer,
  },
  {
    method: 'post',
    path: '/board',
    summary: 'All panels of a board',
    request: contract.boardRequest,
    answer: contract.boardAnswer,
  },
  {
    method: 'post',
    path: '/entity',
    summary: 'A value in every table',
    request: contract.entityRequest,
    answer: contract.entityAnswer,
  },
  {
    method: 'post',
    path: '/hunt',
    summary: 'Filters in every table',
    request: contract.huntRequest,
    answer: contract.huntAnswer,
  },
  {
    method: 'post',
    path: '/rejects',
    summary: 'What could not be read, by reason',
    request: contract.rejectsRequest,
    answer: contract.rejectsAnswer,
  },
  {
    method: 'get',
    path: '/engines',
    summary: 'Engines that answer SQL, and what they charge',
    answer: contract.enginesAnswer,
  },
  {
    method: 'post',
    path: '/sql/estimate',
    summary: 'What a query would read, and cost',
    request: contract.estimateRequest,
    answer: contract.estimateAnswer,
  },
  {
    method: 'post',
    path: '/sql',
    summary: 'Start a query in Athena SQL',
    request: contract.sqlRequest,
    answer: contract.sqlAnswer,
    status: 202,
  },
  { method: 'get', path: '/sql/{id}', summary: 'State of a query', answer: contract.sqlAnswer },
  { method: 'delete', path: '/sql/{id}', summary: 'Cancel a query', answer: contract.sqlAnswer },
  {
    method: 'get',
    path: '/sql/{id}/result',
    summary: 'Rows of a query: form=json (this schema), ndjson, csv or parquet',
    answer: contract.sqlResult,
  },
];

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'A parameter is wrong: which one, and what was expected',
  401: 'A token is needed',
  403: 'Another host or origin',
  404: 'No such thing',
  429: 'Too many questions wait',
  503: 'The question could not be answered',
};

/** JSON Schema 2020-12, which OpenAPI 3.1 takes; requests are what a client sends, before defaults. */
const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, { io, reused: 'inline' });
  return { 'application/json': { schema: rest } };
};

const parameter = (name: string, place: 'path' | 'query', schema: object) => ({
  name,
  in: place,
  required: place === 'path',
  schema,
});

function parametersOf(path: string) {
  const inPath = path.includes('{id}') ? [parameter('id', 'path', { type: 'string' })] : [];
  const form = { type: 'string', enum: contract.SQL_FORMS, default: 'json' };
  return [...inPath, ...(path.endsWith('/result') ? [parameter('form', 'query', form)] : [])];
}

function operationOf({ summary, path, request, answer, status = 200 }: Endpoint) {
  const refusals = Object.entries(REFUSALS).map(([code, description]) => [
    code,
    { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
  ]);
  return {
    summary,
    parameters: parametersOf(path),
    ...(request === undefined
      ? {}
      : { requestBody: { required: true, content: schemaOf(request, 'input') } }),
    responses: {
      [status]: { description: summary, content: schemaOf(answer, 'output') },
      ...Object.fromEntries(refusals),
    },
  };
}

/** The OpenAPI 3.1 document of the API, from the schemas that requests are checked with (https://spec.openapis.org/oas/v3.1.1). */
export function openApiDocument(version: string): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of ENDPOINTS)
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operationOf(endpoint) };
  return {
    openapi: '3.1.1',
    info: { title: 'Levee', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/api/v1' }],
    security: [{}, { token: [] }],
    paths,
    components: {
      schemas: { Error: schemaOf(contract.errorSchema, 'output')['application/json'].schema },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}
