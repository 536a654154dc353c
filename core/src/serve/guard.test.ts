import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LeveeError } from '#kernel';
import { serveCatalog, type ServedCatalog } from '#serve';
import { ask, asked, raw, refusal, source, TOKEN } from './catalog.fixture.ts';

let catalog: ServedCatalog;
let locked: ServedCatalog;

beforeAll(async () => {
  catalog = await serveCatalog({ source, port: 0 });
  locked = await serveCatalog({ source, port: 0, token: TOKEN });
});
afterAll(() => Promise.all([catalog.close(), locked.close()]));

describe('hostile requests', () => {
  test.each([
    '/v1/namespaces/levee/tables/%2e%2e',
    '/v1/namespaces/levee/tables/..',
    '/v1/namespaces/levee/tables/%2e%2e%2f%2e%2e%2fetc',
    '/v1/namespaces/levee/tables/..%2Fwaf_logs',
    '/v1/namespaces/levee/tables/%2Fetc%2Fpasswd',
    '/v1/namespaces/levee/tables/waf_logs%00',
    '/v1/namespaces/levee/tables/waf_logs%2Fmetadata',
    '/v1/namespaces/levee/tables/waf_logs%5C..',
    '/v1/namespaces/levee/tables/%ZZ',
    '/v1/namespaces/levee/tables/%C0%AE%C0%AE',
    '/v1/namespaces/levee/tables/w%C3%A4f',
    `/v1/namespaces/levee/tables/${'a'.repeat(1500)}`,
    '/v1/namespaces/%2e%2e/tables/waf_logs',
    '//v1/namespaces/levee/tables/waf_logs',
  ])('%s is not found, and the lake never hears of it', async (path) => {
    asked.length = 0;
    expect((await ask(catalog, path)).status).toBe(404);
    expect(asked).toEqual([]);
  });

  test('an error never carries control characters back', async () => {
    const { text } = await ask(catalog, '/v1/namespaces/levee/tables/%1b%5B31m%E2%80%AE');
    const { message } = (JSON.parse(text) as { error: { message: string } }).error;
    expect(message).toBe('Table does not exist: levee.\uFFFD[31m\uFFFD');
  });

  test('lengths are limited', async () => {
    expect(await refusal(catalog, `/v1/namespaces?parent=${'a'.repeat(3000)}`)).toMatchObject({
      status: 414,
      type: 'BadRequestException',
    });
    expect((await ask(catalog, '/v1/config', { headers: { 'x-long': 'a'.repeat(20_000) } })).status).toBe(
      431,
    );
    expect(await raw(catalog, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`)).toContain(
      ' 431 ',
    );
  });

  test('bytes that are not HTTP get 400', async () => {
    expect(await raw(catalog, 'GET /v1/\0config HTTP/1.1\r\nHost: localhost\r\n\r\n')).toContain(' 400 ');
    expect(await raw(catalog, 'GET /v1/config HTTP/1.1\r\n\r\n')).toContain(' 400 ');
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not allowed', async (method) => {
    const path = '/v1/namespaces/levee/tables/waf_logs';
    expect(await refusal(catalog, path, { method })).toMatchObject({
      status: 405,
      type: 'UnsupportedOperationException',
    });
    expect((await ask(catalog, path, { method })).headers['allow']).toBe('GET, HEAD');
  });

  test('a body is refused', async () => {
    const asking = { body: 'x', headers: { 'content-length': '1' } };
    expect(await refusal(catalog, '/v1/config', asking)).toMatchObject({
      status: 400,
      type: 'BadRequestException',
    });
  });

  test('only names of this machine are answered, whatever name leads here', async () => {
    const { port } = new URL(catalog.url);
    const status = async (host: string) => (await ask(catalog, '/v1/config', { headers: { host } })).status;
    expect(await status(`attacker.example:${port}`)).toBe(403);
    expect(await status('127.0.0.1.attacker.example')).toBe(403);
    expect(await status('192.0.2.7')).toBe(403);
    expect(await status('LOCALHOST')).toBe(200);
    expect(await status(`[::1]:${port}`)).toBe(200);
  });
});

describe('the bearer token', () => {
  const status = async (authorization: string | undefined) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    return (await ask(locked, '/v1/config', { headers })).status;
  };

  test('opens the catalog, and nothing else does', async () => {
    expect(await status(`Bearer ${TOKEN}`)).toBe(200);
    expect(await status(`bearer ${TOKEN}`)).toBe(200);
    expect(await status(undefined)).toBe(401);
    expect(await status(`Bearer ${TOKEN}x`)).toBe(401);
    expect(await status(`Bearer ${TOKEN.slice(0, -1)}`)).toBe(401);
    expect(await status(`Basic ${TOKEN}`)).toBe(401);
    expect(await status('Bearer ')).toBe(401);
  });

  test('a refusal says what is wanted, before anything else is looked at', async () => {
    const answer = await ask(locked, '/v1/nothing', { method: 'DELETE' });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="levee"');
    expect(JSON.parse(answer.text)).toMatchObject({ error: { type: 'NotAuthorizedException', code: 401 } });
  });

  test('an address that others reach needs one of decent length', async () => {
    await expect(serveCatalog({ source, port: 0, host: '0.0.0.0' })).rejects.toThrow(LeveeError);
    await expect(serveCatalog({ source, port: 0, host: '::' })).rejects.toThrow('others can reach ::');
    await expect(serveCatalog({ source, port: 0, token: 'short' })).rejects.toThrow('at least 16 characters');
    await expect(serveCatalog({ source, port: 0, token: '' })).rejects.toThrow('at least 16 characters');
  });
});
