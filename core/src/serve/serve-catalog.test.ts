import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveCatalog, type CatalogSource, type ServedCatalog } from '#serve';
import { ask, LOCATION, LONG_ID, METADATA, refusal, source, VIEW, views } from './catalog.fixture.ts';

let catalog: ServedCatalog;
const problems: unknown[] = [];

beforeAll(async () => {
  catalog = await serveCatalog({ source, views, port: 0, onError: (error) => problems.push(error) });
});
afterAll(() => catalog.close());

const json = async (of: ServedCatalog, path: string): Promise<unknown> =>
  JSON.parse((await ask(of, path)).text);

describe('what readers ask', () => {
  test('the configuration names every endpoint that is answered, and no other', async () => {
    const { endpoints, ...rest } = (await json(catalog, '/v1/config?warehouse=levee')) as {
      endpoints: string[];
    };
    expect(rest).toEqual({ defaults: {}, overrides: {} });
    expect(endpoints.filter((endpoint) => !/^(?:GET|HEAD) /.test(endpoint))).toEqual([]);
    for (const endpoint of endpoints) {
      const [method = '', path = ''] = endpoint.split(' ');
      const real = path
        .replace('/{prefix}', '')
        .replace('{namespace}', 'levee')
        .replace('{table}', 'waf_logs')
        .replace('{view}', 'ocsf_http_activity');
      expect({ endpoint, ...(await ask(catalog, real, { method })) }).toMatchObject({
        endpoint,
        status: method === 'HEAD' ? 204 : 200,
      });
    }
  });

  test('one namespace, without children', async () => {
    expect(await json(catalog, '/v1/namespaces')).toEqual({
      namespaces: [['levee']],
      'next-page-token': null,
    });
    expect(await json(catalog, '/v1/namespaces?parent=levee')).toEqual({
      namespaces: [],
      'next-page-token': null,
    });
    expect(await json(catalog, '/v1/namespaces/levee')).toEqual({ namespace: ['levee'], properties: {} });
  });

  test('tables and views by name', async () => {
    const identifiers = ['alb_access_logs', 'cloudtrail_logs', 'rejects', 'vpc_flow_logs', 'waf_logs'];
    expect(await json(catalog, '/v1/namespaces/levee/tables')).toEqual({
      identifiers: identifiers.map((name) => ({ namespace: ['levee'], name })),
      'next-page-token': null,
    });
    expect(await json(catalog, '/v1/namespaces/levee/views')).toEqual({
      identifiers: [{ namespace: ['levee'], name: 'ocsf_http_activity' }],
      'next-page-token': null,
    });
  });

  test('metadata passes through byte by byte, ids of 63 bits with it', async () => {
    const { text, headers } = await ask(catalog, '/v1/namespaces/levee/tables/waf_logs?snapshots=all');
    expect(headers['content-type']).toBe('application/json');
    expect(text).toBe(`{"metadata-location":"${LOCATION}","metadata":${METADATA},"config":{}}`);
    expect(text).toContain(LONG_ID);
  });

  test('a view is loaded like a table', async () => {
    expect(await json(catalog, '/v1/namespaces/levee/views/ocsf_http_activity')).toEqual({
      'metadata-location': 'file:///lake/v.json',
      metadata: JSON.parse(VIEW),
      config: {},
    });
  });

  test('HEAD answers 204 without a body, or the error without a body', async () => {
    const head = (path: string) => ask(catalog, path, { method: 'HEAD' });
    expect(await head('/v1/namespaces/levee/tables/waf_logs')).toMatchObject({ status: 204, text: '' });
    expect(await head('/v1/namespaces/levee/tables/nothing')).toMatchObject({ status: 404, text: '' });
    expect(await head('/v1/namespaces/other')).toMatchObject({ status: 404, text: '' });
  });
});

describe('what does not exist', () => {
  test.each([
    ['/v1/namespaces/other', 'NoSuchNamespaceException'],
    ['/v1/namespaces?parent=other', 'NoSuchNamespaceException'],
    ['/v1/namespaces/other/tables', 'NoSuchNamespaceException'],
    ['/v1/namespaces/other/views', 'NoSuchNamespaceException'],
    ['/v1/namespaces/levee/tables/nothing', 'NoSuchTableException'],
    // The metadata table levee.waf_logs.files, as Spark asks for it.
    ['/v1/namespaces/levee%1Fwaf_logs/tables/files', 'NoSuchTableException'],
    ['/v1/namespaces/levee%1Fwaf_logs', 'NoSuchNamespaceException'],
    // Trino asks for the view of every table's name.
    ['/v1/namespaces/levee/views/waf_logs', 'NoSuchViewException'],
    ['/v1/namespaces/levee%1Fx/views/ocsf_http_activity', 'NoSuchViewException'],
    ['/', 'NotFoundException'],
    ['/v2/config', 'NotFoundException'],
    ['/v1/namespaces/levee/tables/waf_logs/files', 'NotFoundException'],
    ['/v1/namespaces/', 'NotFoundException'],
  ])('%s: %s', async (path, type) => {
    expect(await refusal(catalog, path)).toMatchObject({ status: 404, type });
  });
});

describe('paging', () => {
  const tables = (query: string) => json(catalog, `/v1/namespaces/levee/tables?${query}`);
  interface Listing {
    readonly identifiers: readonly { name: string }[];
    readonly 'next-page-token': string | null;
  }

  test('pages follow each other without gap or repetition', async () => {
    const pages: string[][] = [];
    for (let token: string | null = ''; token !== null;) {
      const answer = (await tables(`pageSize=2&pageToken=${encodeURIComponent(token)}`)) as Listing;
      pages.push(answer.identifiers.map(({ name }) => name));
      token = answer['next-page-token'];
    }
    expect(pages).toEqual([
      ['alb_access_logs', 'cloudtrail_logs'],
      ['rejects', 'vpc_flow_logs'],
      ['waf_logs'],
    ]);
  });

  test('a page as long as the list is the last one', async () => {
    expect(await tables('pageSize=5&pageToken=')).toMatchObject({ 'next-page-token': null });
  });

  test.each(['pageSize=0', 'pageSize=-1', 'pageSize=ten', 'pageSize=1e9', 'pageToken=%00', 'pageToken=a'])(
    '%s is refused',
    async (query) => {
      expect(await refusal(catalog, `/v1/namespaces/levee/tables?${query}`)).toMatchObject({
        status: 400,
        type: 'BadRequestException',
      });
    },
  );
});

describe('the server', () => {
  test('a damaged table is a 500 that says so, a crash one that gives nothing away', async () => {
    problems.length = 0;
    const damaged = await ask(catalog, '/v1/namespaces/levee/tables/broken');
    expect(damaged).toMatchObject({ status: 500 });
    expect(damaged.text).toContain('metadata v3 of broken is damaged');
    const crashed = await ask(catalog, '/v1/namespaces/levee/tables/crash');
    expect(crashed).toMatchObject({ status: 500 });
    expect(crashed.text).not.toContain('secret');
    expect(problems.map(String)).toEqual([
      'LeveeError: metadata v3 of broken is damaged',
      'Error: ENOENT /secret/path',
    ]);
  });

  test('listens on 127.0.0.1 by default; a taken port is said', async () => {
    expect(catalog.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const port = Number(new URL(catalog.url).port);
    await expect(serveCatalog({ source, port })).rejects.toThrow(`cannot listen on 127.0.0.1 port ${port}`);
  });

  test('close lets a running answer finish, then refuses', async () => {
    let finish: (names: string[]) => void = () => {};
    let begin: () => void = () => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const slow: CatalogSource = {
      ...source,
      tables: () => {
        begin();
        return new Promise((resolve) => (finish = resolve));
      },
    };
    const served = await serveCatalog({ source: slow, port: 0 });
    const answer = ask(served, '/v1/namespaces/levee/tables');
    await begun;
    const closed = served.close();
    finish(['waf_logs']);
    expect((await answer).status).toBe(200);
    await closed;
    await expect(ask(served, '/v1/config')).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket hang up/);
  });
});
