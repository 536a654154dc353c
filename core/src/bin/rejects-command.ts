import type { Command } from 'commander';
import { LeveeError } from '#kernel';
import { outputText, query } from '#query';
import { configOf, withLake, type GlobalFlags } from './context.ts';
import { formatNamed } from './collect-command.ts';
import { requestFor } from './query-answer.ts';
import { writeAll } from './write-all.ts';

interface RejectFlags extends GlobalFlags {
  readonly format?: string;
  readonly since?: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

/** `levee rejects`: what could not be read, why and where. */
export function addRejects(program: Command): void {
  program
    .command('rejects')
    .option('--format <name>', 'only objects read as this format')
    .option('--since <time>', 'only since this time, ISO 8601')
    .option('--list', 'every reject with its raw text, instead of counts by reason')
    .option('--json', 'print NDJSON')
    .description('records that could not become rows: why, where, and their raw text')
    .addHelpText(
      'after',
      '\nExamples:\n  levee rejects\n  levee rejects --list --format waf\nRead them again after a fix: levee reparse FILE',
    )
    .action((_flags, command: Command) => showRejects(command.optsWithGlobals<RejectFlags>()));
}

const COUNTS = `SELECT format, kind, min(reason) AS example, sum(reject_count)::BIGINT AS rejects, count(DISTINCT source_object) AS objects, max(event_time) AS last_seen
FROM rejects WHERE (? IS NULL OR format = ?) AND (? IS NULL OR event_time >= CAST(? AS TIMESTAMPTZ)) GROUP BY format, kind ORDER BY rejects DESC, format, kind`;

const LIST = `SELECT event_time, format, kind, reason, source_object, record_number, byte_offset, raw_bytes, raw
FROM rejects WHERE (? IS NULL OR format = ?) AND (? IS NULL OR event_time >= CAST(? AS TIMESTAMPTZ)) ORDER BY event_time DESC, source_object, record_number`;

async function showRejects(flags: RejectFlags): Promise<void> {
  const format = flags.format === undefined ? null : formatNamed(flags.format).name;
  const since = sinceOf(flags.since);
  await withLake(
    configOf(flags),
    async (context) => {
      if (!(await context.lake.tables()).includes('rejects')) {
        process.stderr.write('there are no rejects\n');
        return;
      }
      const request = await requestFor(context, flags.list === true ? LIST : COUNTS);
      await query({ ...request, parameters: [format, format, since, since] }, async (result) => {
        const isTable = flags.json !== true && process.stdout.isTTY;
        await writeAll(
          outputText(result, isTable ? 'table' : 'ndjson', {
            isTerminal: process.stdout.isTTY,
            width: process.stdout.columns,
          }),
        );
        if (result.summary.rows === 0) process.stderr.write('there are no rejects\n');
      });
    },
    'read',
  );
}

function sinceOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const at = Date.parse(text);
  if (Number.isFinite(at)) return new Date(at).toISOString();
  throw new LeveeError(`--since takes a time such as 2026-11-20T12:00:00Z, not ${JSON.stringify(text)}`, {
    exitCode: 2,
  });
}
