import { readFileSync, renameSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from 'vitest';
import { useLake } from './browser.ts';
import { query } from './world.ts';

const { open, planted, lake } = useLake('demo');

/** Explore of what one planted address did, and the object of its newest row. */
async function openRaw(type: string, table: string) {
  const { entities } = planted(type, table);
  const [row] = await query(
    lake,
    `SELECT source_object FROM ${table} WHERE client_ip = '${entities[0]}' ORDER BY event_time DESC LIMIT 1`,
  );
  const filter = encodeURIComponent(JSON.stringify({ op: 'equals', field: 'client_ip', value: entities[0] }));
  const { page, problems } = await open(`/explore?table=${table}&f=${filter}`);
  await page.getByRole('gridcell').first().getByRole('button').click();
  const event = page.getByRole('complementary', { name: 'Event' });
  await event.getByRole('button', { name: 'Raw text', exact: true }).click();
  return { page, problems, event, object: new URL(String(row?.['source_object'])) };
}

test('an event shows its record as AWS wrote it, to be copied without a changed byte', async () => {
  const { page, problems, event, object } = await openRaw('scanner_probing', 'waf_logs');
  const raw = event.getByRole('region', { name: 'Raw text' });
  await raw.getByText(/^record [\d,]+ of the object/).waitFor();
  expect(await raw.locator('pre').innerText()).toMatch(/^\{\n {2}"timestamp": \d{13},\n/);
  await raw.getByRole('button', { name: 'Copy the raw text' }).click();
  await page.getByText('Copied').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(gunzipSync(readFileSync(object)).toString('utf8').split('\n')).toContain(copied);
  await raw.getByRole('checkbox', { name: 'a line for each member' }).uncheck();
  expect(await raw.locator('pre').innerText()).toBe(copied);
  const { violations } = await new AxeBuilder({ page }).include('aside.event').analyze();
  expect(violations).toEqual([]);
  expect(problems).toEqual([]);
});

test('an object that was moved away is told of, and Try again finds it once it is back', async () => {
  const { page, problems, event, object } = await openRaw('scanner_probing', 'waf_logs');
  await event.getByText(/^record [\d,]+ of the object/).waitFor();
  const away = new URL(`${object.href}.away`);
  renameSync(object, away);
  try {
    await event.getByRole('button', { name: 'Fields' }).click();
    await event.getByRole('button', { name: 'Raw text', exact: true }).click();
    await event
      .getByText('The object is no longer there: it was deleted or moved after Levee read it.')
      .waitFor();
  } finally {
    renameSync(away, object);
  }
  await event.getByRole('button', { name: 'Look again' }).click();
  await event.getByText(/^record [\d,]+ of the object/).waitFor();
  expect(problems).toEqual([]);
  await page.context().close();
});
