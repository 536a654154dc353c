import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../core/src/kernel/index.ts';
import type { ParityAnswer } from './parity-answer.ts';
import { shapeOf, shapeText } from './parity-shape.ts';
import { askTrino, withRowsKept } from './parity-trino.ts';

/** Statements without tables, function by function, and what a Trino 476 answered: a line of JSON each. */
const FILE = join(import.meta.dirname, 'expressions.jsonl');

/** A statement with its answer, or the name of the error that Trino gives. */
export interface Expression {
  readonly sql: string;
  readonly answer?: ParityAnswer;
  readonly error?: string;
}

interface Line {
  readonly sql: string;
  readonly columns?: readonly (readonly [name: string, type: string])[];
  readonly rows?: ParityAnswer['rows'];
  readonly error?: string;
}

/** Every statement that is written down. */
export const expressions = (): readonly Expression[] =>
  readFileSync(FILE, 'utf8')
    .trim()
    .split('\n')
    .map((line) => expressionOf(JSON.parse(line, revived) as Line));

function expressionOf({ sql, columns, rows, error }: Line): Expression {
  if (columns === undefined || rows === undefined) return { sql, ...(error === undefined ? {} : { error }) };
  return { sql, answer: { columns: columns.map(([name, type]) => ({ name, shape: shapeOf(type) })), rows } };
}

/** What Trino says of a statement. */
export async function trinoSays(server: string, sql: string): Promise<Expression> {
  try {
    return { sql, answer: await askTrino(server, 'default', withRowsKept(sql)) };
  } catch (error) {
    return { sql, error: messageOf(error).split(':', 1)[0] ?? '' };
  }
}

/** Writes down what Trino says of every statement that the file has; a new one is added to it as `{"sql": "…"}`. */
export async function recordExpressions(server: string): Promise<void> {
  const lines: string[] = [];
  for (const { sql } of expressions()) lines.push(lineOf(await trinoSays(server, sql)));
  writeFileSync(FILE, `${lines.join('\n')}\n`);
}

/** A statement as a line of the file. */
function lineOf({ sql, answer, error }: Expression): string {
  const columns = answer?.columns.map(({ name, shape }) => [name, shapeText(shape)]);
  return JSON.stringify(answer === undefined ? { sql, error } : { sql, columns, rows: answer.rows }, kept);
}

/** NaN and the infinities, which JSON has not, as `{"number":"NaN"}`. */
const kept = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;

const revived = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'number' in value ? Number(value.number) : value;
