import type { Command } from 'commander';
import { boardData, Desk, type BoardAnswer, type MetricInfo, type Panel } from '#api';
import { inert, LeveeError } from '#kernel';
import { configOf, withLake, type GlobalFlags } from './context.ts';
import { withApiWorld } from './serve-command.ts';

interface BoardFlags extends GlobalFlags {
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

const DAY_MS = 86_400_000;
const BARS = '▁▂▃▄▅▆▇█';
const LINE_BARS = 60;

/** `levee board`: a board's panels as text. */
export function addBoard(program: Command): void {
  program
    .command('board')
    .argument('<name>', 'waf, cloudtrail, vpc-flow, alb-access, s3-access or guardduty')
    .option('--from <time>', 'ISO 8601; a day before --to by default')
    .option('--to <time>', 'ISO 8601; now by default')
    .option('--json', 'print the answer as the API gives it')
    .description('the panels of a board with their figures')
    .addHelpText(
      'after',
      '\nExamples:\n  levee board waf\n  levee board cloudtrail --from 2026-11-01T00:00:00Z --json',
    )
    .action((name: string, _flags, command: Command) =>
      showBoard(name, command.optsWithGlobals<BoardFlags>()),
    );
}

async function showBoard(name: string, flags: BoardFlags): Promise<void> {
  const to = timeOf('--to', flags.to, Date.now());
  const from = timeOf('--from', flags.from, Date.parse(to) - DAY_MS);
  const request = { board: name, range: { from, to }, filters: [], compare: true };
  await withLake(
    configOf(flags),
    (context) =>
      withApiWorld(context, async (world) => {
        if (!world.boards.some((board) => board.name === name))
          throw new LeveeError(`there is no board ${JSON.stringify(name)}`, {
            hint: `boards: ${world.boards.map((board) => board.name).join(', ')}`,
            exitCode: 2,
          });
        const answer = await new Desk(world.engine).asking({}, (ask, progress) =>
          boardData(world, { ask, progress }, request),
        );
        process.stdout.write(flags.json === true ? `${JSON.stringify(answer)}\n` : boardText(answer));
      }),
    'read',
  );
}

function timeOf(flag: string, text: string | undefined, otherwise: number): string {
  const at = text === undefined ? otherwise : Date.parse(text);
  if (Number.isFinite(at)) return new Date(at).toISOString();
  throw new LeveeError(`${flag} takes a time such as 2026-11-20T12:00:00Z, not ${JSON.stringify(text)}`, {
    exitCode: 2,
  });
}

const boardText = ({ title, panels }: BoardAnswer): string =>
  `${title}\n${panels.map((panel) => `\n${panel.title}\n${panelLines(panel).join('\n')}\n`).join('')}`;

/** Log text is made inert: it can neither colour nor move anything. */
function panelLines(panel: Panel): string[] {
  switch (panel.kind) {
    case 'number':
      return panel.metrics.map(
        (metric, at) =>
          `  ${metric.title.padEnd(32)} ${amountText(panel.amounts[at], metric)}  ${sparks(panel.series[at] ?? [])}`,
      );
    case 'timeline':
    case 'lines':
      return panel.series.map(({ name, counts }) => `  ${cell(name, 32)} ${sparks(counts)}`);
    case 'top':
    case 'map':
      return panel.rows
        .slice(0, 10)
        .map(
          ({ keys, amounts }) =>
            `  ${keys.map((key) => cell(key, 32)).join(' ')} ${amounts.map((amount, at) => amountText(amount, panel.metrics[at])).join(' ')}`,
        );
    case 'table':
      return panel.rows.map(({ values }) => `  ${values.map((value) => cell(value, 24)).join(' ')}`);
  }
}

function cell(value: unknown, width: number): string {
  const text = inert(typeof value === 'string' ? value : value === null ? '-' : JSON.stringify(value));
  return (text.length > width ? `${text.slice(0, width - 1)}…` : text).padEnd(width);
}

function amountText(value: unknown, metric: MetricInfo | undefined): string {
  if (typeof value !== 'number') return '-'.padStart(12);
  if (metric?.unit === 'time') return new Date(value * 1000).toISOString().slice(0, 19).padStart(12);
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 }).padStart(12);
}

function sparks(counts: readonly (number | null)[]): string {
  const each = Math.max(1, Math.ceil(counts.length / LINE_BARS));
  const sums = Array.from({ length: Math.ceil(counts.length / each) }, (_, at) =>
    counts.slice(at * each, (at + 1) * each).reduce<number>((sum, count) => sum + (count ?? 0), 0),
  );
  const most = Math.max(...sums) || 1;
  return sums.map((sum) => BARS[Math.ceil((sum / most) * (BARS.length - 1))] ?? '').join('');
}
