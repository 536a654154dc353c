import { expect, test } from 'vitest';
import { openDuckdb } from '../adapter/duckdb.ts';
import { apiApp } from './api-app.ts';
import { openApiDocument } from './openapi.ts';

const document = openApiDocument('1.2.3');

const operations = (): string[] =>
  Object.entries(document['paths'] as Record<string, Record<string, unknown>>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );

test('every endpoint of the server is described, and no other', async () => {
  const engine = await openDuckdb();
  const none = () => Promise.reject(new Error('not asked'));
  const lake = { tables: async () => [], scan: none, describe: none };
  const ledger = { entries: () => (async function* empty() {})() };
  const world = {
    lake,
    ledger,
    engine,
    definitions: [],
    boards: [],
    sqlRequest: none,
    findRecord: none,
    remotes: [],
    defaultEngine: 'duckdb' as const,
    now: Date.now,
    version: '1.2.3',
  };
  const app = apiApp({
    world,
    answerBytes: 0,
    host: '127.0.0.1',
    token: undefined,
    onError: () => undefined,
  });
  const served = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replace('/api/v1', '').replace(':id', '{id}')}`);
  expect(served.filter((each) => !each.endsWith('openapi.json')).toSorted()).toEqual(operations().toSorted());
  const answer = await app.request('http://127.0.0.1/api/v1/openapi.json', {
    headers: { host: '127.0.0.1' },
  });
  expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(document)));
  engine.close();
});

test('it is OpenAPI 3.1: versions, unique parameters in the path, references that lead somewhere', () => {
  expect(document['openapi']).toBe('3.1.1');
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '');
  const components = document['components'] as { schemas: Record<string, unknown> };
  const known = Object.keys(components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(references.filter((each) => each.startsWith('#/components') && !known.includes(each))).toEqual([]);
  expect(text).not.toContain('"$schema"');
});

test('requests are described as a client sends them: what has a default is not required', () => {
  const paths = document['paths'] as Record<string, Record<string, unknown>>;
  expect(paths['/histogram']?.['post']).toMatchObject({
    requestBody: {
      content: {
        'application/json': { schema: { required: ['table', 'range'], additionalProperties: false } },
      },
    },
  });
});
