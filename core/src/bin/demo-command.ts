import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { founding } from '#boards';
import { bytesText, countText, LeveeError, secondsText } from '#kernel';
import { outputText, query } from '#query';
import { writers } from '#scenarios';
import type { Simulated } from '#simulate';
import { collectShown } from './collect-command.ts';
import { collectWorld, configOf, withLake, type Context, type GlobalFlags } from './context.ts';
import { requestFor } from './query-answer.ts';
import { portOf, serveUntilInterrupted } from './serve-command.ts';
import { lastDays, simulateShown } from './simulate-command.ts';
import { sparkline } from './sparkline.ts';

interface DemoFlags extends GlobalFlags {
  readonly days: string;
  readonly seed: string;
  readonly scale: string;
  readonly folder: string;
  readonly serve?: boolean;
  readonly port: string;
}

/** `levee demo`: simulated logs, a lake of them, and the founding questions answered from it. */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .option('--days <number>', 'length', '7')
    .option('--seed <number>', 'the same seed makes the same logs', '1')
    .option('--scale <number>', '1 is about 500,000 records in seven days', '1')
    .option('--serve', 'then serve the page, the API and the catalog until Ctrl-C')
    .option('--port <number>', 'TCP port with --serve, 0 for a free one', '8181')
    .option('--folder <folder>', 'where logs and lake go; made anew each time', './demo')
    .description(
      "simulate an organisation's logs with planted incidents, collect them, and show what they tell",
    )
    .addHelpText('after', '\nExamples:\n  levee demo\n  levee demo --days 2 --scale 0.2')
    .action((_flags, command: Command) => runDemo(command.optsWithGlobals<DemoFlags>()));
}

const positive = (flag: string, text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new LeveeError(`${flag} takes a number above 0, not ${JSON.stringify(text)}`, { exitCode: 2 });
};

async function runDemo(flags: DemoFlags): Promise<void> {
  const folder = resolve(flags.folder);
  const logs = join(folder, 'logs');
  const lake = join(folder, 'lake');
  const days = positive('--days', flags.days);
  for (const old of [logs, lake]) await rm(old, { recursive: true, force: true });
  say(`Levee demo: ${days} days of logs of an organisation that does not exist, in ${folder}\n`);
  const simulated = await step('simulated', () =>
    simulateShown({
      directory: logs,
      days,
      seed: Number(flags.seed),
      scale: positive('--scale', flags.scale),
      start: lastDays(days),
      writers,
    }),
  );
  say(
    `${countText(simulated.records)} records (${bytesText(simulated.bytes)}) in ${countText(simulated.objects)} objects\n`,
  );
  await withLake(configOf({ ...flags, lake }), (context) => fillAndShow(context, logs, simulated), 'create');
  say(
    `\nAsk your own:\n  npm run levee -- query --lake ${lake} "SELECT * FROM cloudtrail_logs WHERE useridentity.type = 'Root'"\nOther engines: npm run levee -- serve --lake ${lake}\n`,
  );
  if (flags.serve !== true) return;
  await withLake(configOf({ ...flags, lake }), (context) =>
    serveUntilInterrupted(context, { host: '127.0.0.1', port: portOf(flags.port) }),
  );
}

async function fillAndShow(context: Context, logs: string, simulated: Simulated): Promise<void> {
  const totals = await step('collected', () =>
    collectShown(collectWorld(context), { paths: [join(logs, 'AWSLogs'), join(logs, 's3-access')] }),
  );
  say(
    `${countText(totals.done.records)} records = ${countText(totals.rows)} rows + ${countText(totals.rejects)} rejects, ${bytesText(totals.done.bytes / totals.seconds)}/s\n`,
  );
  const tables = new Set(await context.lake.tables());
  for (const panel of founding) {
    if (!panel.tables.every((table) => tables.has(table))) continue;
    say(`\n${panel.title}\n`);
    const request = await requestFor(context, panel.sql);
    await query(request, async (result) => {
      if (panel.shape === 'sparkline') say(await sparkline(result, process.stdout.columns ?? 100));
      else
        for await (const piece of outputText(result, 'table', {
          isTerminal: true,
          width: process.stdout.columns ?? 140,
        }))
          say(piece);
    });
  }
  say('\nPlanted incidents (truth.json), to check the answers against\n');
  for (const { type, table, entities, start, records } of simulated.truth) {
    say(
      `  ${start.slice(0, 16)}  ${type.padEnd(24)} ${table.padEnd(20)} ${countText(records).padStart(8)}  ${entities[0] ?? ''}\n`,
    );
  }
}

const say = (text: string): void => {
  process.stdout.write(text);
};

/** Runs a step and says how long it took. */
async function step<T>(done: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  say(`${done} in ${secondsText((performance.now() - startedAt) / 1000)}: `);
  return result;
}
