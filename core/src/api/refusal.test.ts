import { expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { LeveeError } from '#kernel';
import { BadRequest } from './bad-request.ts';
import { refusalOf } from './refusal.ts';
import { Busy } from './world.ts';

const told: unknown[] = [];
const refused = (error: unknown) => refusalOf(error, (each) => told.push(each));

/** What an engine of little memory, and no temporary disk, says of a statement that needs more. */
async function outOfMemory(): Promise<unknown> {
  const engine = await openDuckdb({ threads: 1, memory: '20MB' });
  try {
    return await engine.withConnection((connection) =>
      connection.rows('SELECT count(DISTINCT hash(i)) AS n FROM range(5_000_000) AS t(i)'),
    );
  } catch (error) {
    return error;
  } finally {
    engine.close();
  }
}

test('too little memory says what to do, and is told to who runs the server', async () => {
  told.length = 0;
  const error = await outOfMemory();
  const { status, body } = refused(error);
  expect([status, body.error.message]).toEqual([
    503,
    'the question needs more memory, or more temporary disk, than it may have',
  ]);
  expect(body.error.hint).toContain('serve.columnMemory');
  expect(told).toEqual([error]);
});

test('what is the client’s is told to it alone', () => {
  told.length = 0;
  expect(refused(new BadRequest('range.to', 'a time after range.from')).status).toBe(400);
  expect(refused(new Busy('too many requests wait', { hint: 'ask again in a moment' }))).toEqual({
    status: 429,
    body: { error: { message: 'too many requests wait', hint: 'ask again in a moment' } },
  });
  expect(told).toEqual([]);
});

test('what nobody foresaw is a failure of the server', () => {
  expect(refused(new LeveeError('the lake is gone')).status).toBe(503);
  expect(refused(new Error('odd'))).toEqual({
    status: 500,
    body: { error: { message: 'the question failed: odd' } },
  });
});
