import { expect, test } from 'vitest';
import { program } from './program.ts';

const namesFor = async (...parameters: string[]): Promise<string[]> =>
  (await program(parameters)).commands.map((command) => command.name());

const ALL =
  'collect reparse tables formats maintain query board rejects ddl serve simulate demo completion'.split(' ');

test.each([
  ['nothing', []],
  ['help', ['--help']],
  ['help of one', ['help', 'query']],
  ['no command', ['qurey']],
  ['an unknown option first', ['--lakes', 'query']],
  ['words of all commands', ['completion', 'bash']],
  ['what objects inherit', ['constructor']],
])('%s has every command, in the order of the help', async (_what, parameters) => {
  expect(await namesFor(...parameters)).toEqual(ALL);
});

test.each(ALL)('%s is loaded when it is asked for', async (name) => {
  expect(await namesFor(name, '--json')).toContain(name);
  expect(await namesFor('--lake', 'collect', '--config=x', name, 'tables')).toContain(name);
});

test('a command is loaded alone; reparse comes with collect', async () => {
  expect(await namesFor('query', 'SELECT 1', '--limit', '0')).toEqual(['query']);
  expect(await namesFor('--lake', 'serve', 'tables')).toEqual(['tables', 'formats']);
  expect(await namesFor('reparse', './logs')).toEqual(['collect', 'reparse']);
});
