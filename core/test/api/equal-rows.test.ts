import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventAnswer, rowsAnswer } from '../../src/api/contract.ts';
import { withLake } from '../../src/bin/context.ts';
import { serveLake, withApiWorld } from '../../src/bin/serve-command.ts';
import { outputHere } from '../command-line.ts';
import { servedConfig } from './served-config.ts';

const HEAD =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const FLOW =
  '2 123456789012 eni-0123456789abcdef0 192.0.2.1 198.51.100.2 443 50000 6 1 40 1767225600 1767225660 ACCEPT OK';
const OTHER = FLOW.replace('192.0.2.1', '192.0.2.2');

const request = (labels: readonly string[]): string =>
  JSON.stringify({
    timestamp: Date.UTC(2026, 0, 1, 12),
    action: 'BLOCK',
    httpRequest: { clientIp: '192.0.2.1', uri: '/', requestId: '1' },
    labels: labels.map((name) => ({ name })),
  });

/** A lake of these lines of each format, each format from one file. */
async function collected(lake: string, lines: Readonly<Record<string, readonly string[]>>): Promise<void> {
  for (const [format, own] of Object.entries(lines)) {
    const file = `${lake}-${format}.log`;
    writeFileSync(file, `${own.join('\n')}\n`);
    await outputHere('collect', '--lake', lake, '--format', format, file);
  }
}

let ask: (path: string, body: unknown) => Promise<unknown>;
let stop: () => void = () => {};
let served: Promise<void> = Promise.resolve();
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'levee-equal-'));
  const lake = join(folder, 'lake');
  await collected(lake, {
    'vpc-flow': [HEAD, FLOW, FLOW, OTHER, FLOW, FLOW, FLOW],
    waf: [request(['a']), request(['b']), request([]), request(['a', 'b'])],
  });
  await new Promise<void>((ready, failed) => {
    served = withLake(servedConfig(lake), (context) =>
      withApiWorld(context, async (world) => {
        const server = await serveLake(context, world, { host: '127.0.0.1', port: 0 });
        ask = async (path, body) => {
          const headers = { 'content-type': 'application/json' };
          const init = { method: 'POST', headers, body: JSON.stringify(body) };
          return (await fetch(`${server.url}/api/v1/${path}`, init)).json();
        };
        ready();
        await new Promise<void>((resolve) => (stop = resolve));
        await server.close();
      }),
    );
    served.catch(failed);
  });
});

afterAll(async () => {
  stop();
  await served;
  rmSync(folder, { recursive: true, force: true });
});

test.each(['newest', 'oldest'] as const)(
  'rows that are equal in every value are each given once, %s first, and each opens',
  async (order) => {
    const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
    const found: { id: string; from: unknown }[] = [];
    let after: string | null = '';
    while (after !== null) {
      const body = { table: 'vpc_flow_logs', range, limit: 2, columns: ['srcaddr'], order };
      const page = rowsAnswer.parse(await ask('rows', after === '' ? body : { ...body, after }));
      found.push(...page.rows.map(({ id, values }) => ({ id, from: values[0] })));
      after = page.next;
    }
    expect(found.map(({ from }) => String(from)).toSorted()).toEqual([
      ...Array.from({ length: 5 }, () => '192.0.2.1'),
      '192.0.2.2',
    ]);
    expect(new Set(found.map(({ id }) => id)).size).toBe(6);
    for (const { id, from } of found) {
      const event = eventAnswer.parse(await ask('event', { table: 'vpc_flow_logs', id }));
      expect(event.fields['srcaddr']).toBe(from);
    }
  },
);

test('rows that differ within a list alone are each given once', async () => {
  const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
  const found: { id: string; labels: string }[] = [];
  for (let after: string | null = ''; after !== null;) {
    const body = { table: 'waf_logs', range, limit: 1, columns: ['labels.name'] };
    const page = rowsAnswer.parse(await ask('rows', after === '' ? body : { ...body, after }));
    found.push(...page.rows.map(({ id, values }) => ({ id, labels: JSON.stringify(values[0]) })));
    after = page.next;
  }
  expect(found.map(({ labels }) => labels).toSorted()).toEqual(['["a","b"]', '["a"]', '["b"]', '[]']);
  expect(new Set(found.map(({ id }) => id)).size).toBe(4);
});
