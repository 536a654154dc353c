import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Levee } from './world.ts';

/** Three days of simulated logs, and what was planted in them. */
export const demo = async (folder: string, levee: Levee): Promise<void> => {
  await levee('simulate', join(folder, 'logs'), '--days', '3', '--scale', '0.5');
  await levee('collect', join(folder, 'logs/AWSLogs'), join(folder, 'logs/s3-access'));
};

/** A lake without a table: a file that no format recognises makes it. */
export const empty = (folder: string, levee: Levee): Promise<string> => {
  writeFileSync(join(folder, 'none.txt'), 'nothing\n');
  return levee('collect', join(folder, 'none.txt'));
};

export const HOSTILE = [
  '<img src=x onerror="window.hacked=1">',
  '<script>window.hacked=1</script>',
  '\u202Egnp.exe',
  '\u001b[2Jgone',
  '=HYPERLINK("http://192.0.2.9")',
  'javascript:window.hacked=1',
  '${window.hacked=1}{{window.hacked=1}}',
  'x'.repeat(1_000_000),
];

interface Request {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly action: string;
  readonly rule?: string;
  readonly http: object;
}

const line = ({ at, action, rule = 'Default_Action', http }: Request): string =>
  JSON.stringify({
    timestamp: at,
    formatVersion: 1,
    webaclId: rule,
    terminatingRuleId: rule,
    action,
    httpRequest: { clientIp: '192.0.2.1', ...http },
  });

function collectWaf(folder: string, levee: Levee, lines: readonly string[]): Promise<string> {
  writeFileSync(join(folder, 'waf.log'), `${lines.join('\n')}\n`);
  return levee('collect', join(folder, 'waf.log'), '--format', 'waf');
}

/** Requests whose every text is an attack on whoever shows it. */
export const hostile = (folder: string, levee: Levee): Promise<string> =>
  collectWaf(
    folder,
    levee,
    HOSTILE.map((text, index) =>
      line({
        at: Date.now() - index * 60_000,
        action: index % 2 === 0 ? 'BLOCK' : text.slice(0, 100),
        rule: text,
        http: { country: text.slice(0, 20), uri: text, headers: [{ name: 'Host', value: text }], args: text },
      }),
    ),
  );

export const MANY = 100_000;

/** As many rows as the grid holds, numbered by their path: the newest is the last. */
export const many = (folder: string, levee: Levee): Promise<string> => {
  const newest = Date.now() - 3_600_000;
  return collectWaf(
    folder,
    levee,
    Array.from({ length: MANY }, (_, index) =>
      line({
        at: newest - (MANY - 1 - index) * 1000,
        action: 'ALLOW',
        http: { uri: `/page/${index}`, country: 'DE' },
      }),
    ),
  );
};
