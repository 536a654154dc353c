import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { LeveeError } from '#kernel';
import { codePoint } from '../../test/code-point.ts';
import { rewritten } from './rewrite.ts';

const LAKE = {
  tables: [{ name: 't', aliases: ['u'], derived: { d: 'c' } }],
  views: [{ name: 'v', parts: [{ table: 't', columns: { a: 'c' } }] }],
  qualifier: 'q.',
};
const WORDS =
  'select from join , ( ) unnest as t u v d . ; with values \' " \n -- /* */ [ ] where cross table system on lateral'.split(
    ' ',
  );

const textOf = (words: readonly string[]): string => `select ${words.join(' ')}`;

/** What becomes of any text: SQL, or an error that a person can act on; never anything else. */
function outcome(sql: string): string {
  try {
    return rewritten({ sql }, 'trino', LAKE).sql;
  } catch (error) {
    if (error instanceof LeveeError) return '';
    throw error;
  }
}

test('any text becomes SQL or a clear error, and keeps its lines', () => {
  assert(
    property(oneof(string({ unit: codePoint }), array(constantFrom(...WORDS)).map(textOf)), (sql) => {
      const made = outcome(sql);
      const lines = made.split('\n').length;
      expect(made === '' ? sql.split('\n').length : lines).toBe(sql.split('\n').length);
    }),
    { numRuns: 2000, seed: 4 },
  );
});

test('texts and comments are never touched', () => {
  assert(
    property(string(), (text) => {
      const quoted = `'${text.replaceAll("'", "''")}'`;
      const comment = `/*${text.replaceAll('*/', '')}*/`;
      const sql = `select ${quoted} as x ${comment} from t`;
      expect(rewritten({ sql }, 'trino', LAKE).sql).toBe(`select ${quoted} as x ${comment} from q."t"`);
    }),
    { numRuns: 1000, seed: 5 },
  );
});
