import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trinoEngine } from './index.ts';
import { scriptedServer, type ScriptedServer } from './server.fixture.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl)
  process.stderr.write('TLS is not tested: openssl, which makes the certificates, is not there\n');

const LAKE = { tables: [], views: [], qualifier: '' };
const folder = mkdtempSync(join(tmpdir(), 'levee-tls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A self-signed certificate for a name, with its key. */
function certificate(name: string): { cert: string; key: string } {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const subject = ['-subj', '/CN=levee test', '-addext', `subjectAltName=${name}`];
  const made = spawnSync('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '3650',
    '-keyout',
    key,
    '-out',
    cert,
    ...subject,
  ]);
  if (made.status !== 0) throw new Error(String(made.stderr));
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

const ask = async (server: string, authorities?: string): Promise<string> => {
  const options = { server, user: 'ann', catalog: 'c', schema: 's', auth: { password: 'x' } };
  const engine = trinoEngine({ ...options, ...(authorities === undefined ? {} : { authorities }) }, LAKE);
  try {
    return await engine.query({ sql: 'SELECT 1' }, ({ summary }) => Promise.resolve(summary.queryId ?? ''));
  } finally {
    await engine.close();
  }
};

describe.skipIf(!hasOpenssl)('TLS', () => {
  let server: ScriptedServer;
  const own = hasOpenssl ? certificate('IP:127.0.0.1') : { cert: '', key: '' };
  beforeAll(async () => {
    server = await scriptedServer(() => ({ json: { id: 'q1', columns: [] } }), own);
  });
  afterAll(() => server.close());

  test('a server whose authority is named is asked, with the password', async () => {
    expect(await ask(server.url, own.cert)).toBe('q1');
    expect(server.seen.at(-1)?.headers.authorization).toMatch(/^Basic /);
  });

  test('one whose authority nobody knows hears nothing', async () => {
    const before = server.seen.length;
    const asked = ask(server.url);
    await expect(asked).rejects.toThrow('cannot be asked');
    await expect(asked).rejects.toMatchObject({ hint: expect.stringContaining('trino.caFile') as string });
    expect(server.seen).toHaveLength(before);
  });

  test('nor does one that goes by another name', async () => {
    const other = certificate('DNS:trino.example.com');
    const impostor = await scriptedServer(() => ({ json: { id: 'q1' } }), other);
    await expect(ask(impostor.url, other.cert)).rejects.toThrow('cannot be asked');
    expect(impostor.seen).toEqual([]);
    await impostor.close();
  });
});
