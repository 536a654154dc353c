import { inert, LeveeError } from '#kernel';
import { Here } from './athena-here.ts';
import { refusalAt } from './sql-mark.ts';
import { nameOf, sqlWords } from './sql-words.ts';

/** A statement that shows what there is, in the words that the engine has for it. */
export interface Shown {
  readonly sql: string;
  /** What the names of tables must match as a whole, in any case. */
  readonly names?: RegExp;
}

/** What else Athena and Trino show. */
const OTHERS =
  'catalogs create databases functions grants partitions role roles schemas session stats tblproperties views'.split(
    ' ',
  );

/**
 * `SHOW TABLES IN db LIKE 'waf%'`, `SHOW COLUMNS FROM db.t`, `DESCRIBE FORMATTED db.t`: the engine knows SHOW TABLES and DESCRIBE with one
 * name. Any other statement stays.
 * @throws LeveeError (exit code 2) for what cannot be shown.
 */
export function shownStatement(sql: string): Shown {
  const words = sqlWords(sql);
  const solid = words.flatMap((word, at) => (word.kind === 'blank' || word.text === ';' ? [] : [at]));
  const here = new Here(words, solid, 0);
  if (here.is(0, 'show') && here.is(1, 'tables')) return tables(here, sql);
  if (here.is(0, 'show') && here.is(1, 'columns')) return described(here, 3, sql);
  if (here.is(0, 'show') && here.is(1, ...OTHERS)) throw notShown(here, sql);
  if (here.is(0, 'describe', 'desc'))
    return described(here, here.is(1, 'extended', 'formatted') ? 2 : 1, sql);
  return { sql };
}

/** `SHOW TABLES [FROM db] [LIKE 'a%']`, and Athena's own `'waf_*|alb_*'`. */
function tables(here: Here, sql: string): Shown {
  const named = here.is(2, 'from', 'in') && nameOf(here.word(3)) !== undefined ? 4 : 2;
  const isLike = here.is(named, 'like');
  const pattern = here.word(named + (isLike ? 1 : 0));
  const isWhole = here.word(named + (isLike ? 2 : 1)) === undefined;
  if (pattern === undefined) return { sql: 'SHOW TABLES' };
  if (pattern.kind !== 'text' || !isWhole) return { sql };
  const text = pattern.text.slice(1, -1).replaceAll("''", "'");
  return { sql: 'SHOW TABLES', names: isLike ? likeOf(text) : starsOf(text) };
}

const escaped = (text: string): string => text.replaceAll(/[^\w]/g, String.raw`\$&`);

const likeOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/%+|_|[^%_]+/g, likePiece)}$`, 'is');

const likePiece = (piece: string): string =>
  piece.startsWith('%') ? '.*' : piece === '_' ? '.' : escaped(piece);

const starsOf = (pattern: string): RegExp =>
  new RegExp(`^(?:${pattern.replaceAll(/\*+|\||[^*|]+/g, starPiece)})$`, 'is');

const starPiece = (piece: string): string =>
  piece.startsWith('*') ? '.*' : piece === '|' ? '|' : escaped(piece);

/** The columns of a table, whatever database stands before its name or behind it. */
function described(here: Here, from: number, sql: string): Shown {
  let at = from;
  while (here.is(at + 1, '.') && nameOf(here.word(at + 2)) !== undefined) at += 2;
  const word = here.word(at);
  const isNamed = nameOf(here.word(from)) !== undefined && word !== undefined && !here.is(from, 'select');
  const isBehind = from === 3 && here.is(at + 1, 'from', 'in') && here.word(at + 3) === undefined;
  if (!isNamed || !(here.word(at + 1) === undefined || isBehind)) return { sql };
  return { sql: `DESCRIBE ${word.text}` };
}

function notShown(here: Here, sql: string): LeveeError {
  const what = inert(here.word(1)?.text.toUpperCase() ?? '');
  const hint = here.is(1, 'create')
    ? 'levee ddl prints the statements that make tables and views elsewhere'
    : 'write SHOW TABLES, SHOW COLUMNS FROM and a table, or DESCRIBE and a table';
  return refusalAt(sql, here.word(1), { what: `SHOW ${what} is not supported`, hint });
}
