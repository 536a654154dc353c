import type { Panel, BoardAnswer } from '@levee/core/contract';
import type { Locator, Page, Request } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { settled, useLake } from './browser.ts';
import { query } from './world.ts';

const { open, lake } = useLake('demo');

const AT_ONCE = 4;
const BOARDS = ['waf', 'cloudtrail', 'vpc-flow', 'alb-access', 's3-access', 'guardduty'];

/** Texts of a panel's table view, heads first. */
async function tableOf(page: Page, title: string, id: string): Promise<string[][]> {
  const panel: Locator = page.locator(`[data-panel="${id}"]`);
  await panel.getByRole('button', { name: `View ${title} as table`, exact: true }).click();
  return panel
    .locator('tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)),
    );
}

const SIZES: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 };

/** A number as it is read off the page, and how exactly it can be read. */
function read(text: string): { readonly value: number; readonly off: number } {
  const [, number = '', unit = ''] = /^(-?[\d,.]+(?:e-?\d+)?) ?(%|s|[KMGTP]?B)?$/.exec(text) ?? [];
  const value = Number(number.replaceAll(',', ''));
  if (unit === '%') return { value: value / 100, off: 0.0051 };
  if (unit === 's') return { value, off: value * 0.006 };
  if (unit in SIZES)
    return { value: value * (SIZES[unit] ?? 1), off: value * (SIZES[unit] ?? 1) * 0.06 + 0.5 };
  if (/^\d{4}-\d\d-\d\d /.test(text))
    return { value: Date.parse(`${text.replace(' ', 'T')}Z`) / 1000, off: 1 };
  return { value, off: 1e-9 };
}

function expectShown(text: string, value: unknown): void {
  if (value === null || value === undefined) return expect(['–', '0']).toContain(text);
  const shown = read(text);
  const isNear = Math.abs(shown.value - Number(value)) <= shown.off;
  expect([text, value, isNear]).toEqual([text, value, true]);
}

type Rows = readonly Record<string, unknown>[];
type Table = readonly (readonly string[])[];

const keyText = (value: unknown): string =>
  value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value);

function compareNumbers(panel: Panel & { kind: 'number' }, table: Table, [row = {}]: Rows): void {
  const values = Object.values(row);
  expect(table.slice(1).map(([title]) => title)).toEqual(panel.metrics.map(({ title }) => title));
  table.slice(1).forEach(([, now = ''], at) => expectShown(now, values[at]));
}

/** Groups that are as large as the last one may be others there. */
function compareGroups(panel: Panel & { kind: 'top' | 'map' }, table: Table, rows: Rows): void {
  const keys = panel.kind === 'map' ? 1 : panel.fields.length;
  const lines = new Map(
    table.slice(1).map((line) => [JSON.stringify(line.slice(0, keys)), line.slice(keys)]),
  );
  expect(table.length - 1).toBe(rows.length);
  const last = Number(Object.values(rows.at(-1) ?? {})[keys]);
  for (const row of rows) {
    const values = Object.values(row);
    if (Number(values[keys]) === last && rows.length >= 10) continue;
    const line = lines.get(JSON.stringify(values.slice(0, keys).map(keyText)));
    expect([row, line]).toEqual([row, expect.any(Array)]);
    values.slice(keys).forEach((value, at) => expectShown(line?.[at] ?? '', value));
  }
}

const bucketText = (value: unknown): string =>
  new Date(String(value)).toISOString().slice(0, 19).replace('T', ' ');

function compareTimeline(panel: Panel & { kind: 'timeline' | 'lines' }, table: Table, rows: Rows): void {
  const [heads = [], ...lines] = table;
  const at = new Map(lines.map((line) => [line[0], line]));
  let sum = 0;
  for (const row of rows) {
    const values = Object.values(row);
    const value = values.at(-1);
    const name =
      panel.split === null ? 'all' : values[1] === null ? '(no value)' : keyText(values[1]).slice(0, 80);
    const line = at.get(bucketText(values[0]));
    expect([values[0], line]).toEqual([values[0], expect.any(Array)]);
    sum += Number(value);
    const column = heads.indexOf(name);
    if (column > 0) expectShown(line?.[column] ?? '', value);
    else expect([name, heads.includes('all others')]).toEqual([name, true]);
  }
  const shown = lines.flatMap((line) => line.slice(1).map(Number)).reduce((all, each) => all + each, 0);
  expect(shown).toBeCloseTo(sum, 6);
}

/** Texts that are no list or object, of rows that are not as old as the last: those may be others there. */
function compareRows(table: Table, rows: Rows): void {
  const last = Object.values(rows.at(-1) ?? {})[0];
  expect(table.length - 1).toBe(rows.length);
  const cells = (line: readonly unknown[]) => line.filter((text) => !/^[[{]/.test(String(text))).join(' | ');
  const expected = rows
    .filter((row) => Object.values(row)[0] !== last)
    .map((row) => [bucketText(Object.values(row)[0]), ...Object.values(row).slice(1).map(keyText)]);
  const shown = table.slice(1).map((line) => cells([line[0], ...line.slice(2)]));
  for (const line of expected) expect(shown).toContain(cells(line));
}

function compare(panel: Panel, table: Table, rows: Rows): void {
  switch (panel.kind) {
    case 'number':
      return compareNumbers(panel, table, rows);
    case 'top':
    case 'map':
      return compareGroups(panel, table, rows);
    case 'timeline':
    case 'lines':
      return compareTimeline(panel, table, rows);
    case 'table':
      return compareRows(table, rows);
  }
}

/** Which panels the page got, and their SQL: its own answer comes in lines, which a browser does not keep. */
async function sameQuestion(asked: Request): Promise<BoardAnswer> {
  const answer = await fetch(asked.url(), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: asked.postData() ?? '',
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as BoardAnswer;
}

describe.each(BOARDS)('%s', (board) => {
  test('every number that the page shows is the one of levee query', async () => {
    const day = lake.truth.find(({ type }) => type === 'http_flood')?.start.slice(0, 10) ?? '';
    const range = `${new Date(Date.parse(day) - 86_400_000).toISOString()}..${new Date(Date.parse(day) + 172_800_000).toISOString()}`;
    const { page, problems } = await open('/sources');
    const asked = page.waitForRequest((request) => request.url().endsWith('/api/v1/board'));
    await page.goto(`${lake.url}/boards?board=${board}&range=${range}`);
    const { panels } = await sameQuestion(await asked);
    await settled(page);
    expect(panels.length).toBeGreaterThan(8);
    // Some at once: each is a process of its own.
    const answers = new Map<string, Rows>();
    for (let at = 0; at < panels.length; at += AT_ONCE)
      await Promise.all(
        panels.slice(at, at + AT_ONCE).map(async ({ id, sql }) => answers.set(id, await query(lake, sql))),
      );
    for (const panel of panels)
      compare(panel, await tableOf(page, panel.title, panel.id), answers.get(panel.id) ?? []);
    expect(problems).toEqual([]);
  }, 300_000);
});
