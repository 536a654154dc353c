import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { HAND_WRITTEN } from './hand-written.ts';
import { collect, median, measured } from './measure.ts';
import { objectsBelow, OUT, simulated } from './world.ts';

const OBJECTS = 10_000;
const EVENTS = 15;
const TURNS = 3;

/** Simulated events in many small objects, as a trail of a quiet account delivers them. */
function smallObjects(): string {
  const { folder: source } = simulated('cloudtrail', OBJECTS * EVENTS * 1400);
  const folder = join(OUT, 'logs', 'cloudtrail-small');
  const prefix = join(folder, 'AWSLogs/123456789012/CloudTrail/us-east-1/2026/05/04');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(prefix, { recursive: true });
  let events: unknown[] = [];
  let count = 0;
  for (const path of objectsBelow(source)) {
    const { Records } = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as { Records: unknown[] };
    for (events = [...events, ...Records]; events.length >= EVENTS && count < OBJECTS; count += 1) {
      const name = `123456789012_CloudTrail_us-east-1_20260504T0000Z_${String(count).padStart(16, '0')}.json.gz`;
      writeFileSync(join(prefix, name), gzipSync(JSON.stringify({ Records: events.splice(0, EVENTS) })));
    }
  }
  if (count < OBJECTS) throw new Error(`only ${count} objects could be made`);
  return folder;
}

/** 10,000 CloudTrail objects of 15 events. */
export function* manySmallObjects(): Generator<string> {
  const folder = smallObjects();
  const copy = HAND_WRITTEN.find(({ format }) => format === 'cloudtrail')?.copy(
    `${folder}/AWSLogs/**/*.gz`,
    join(OUT, 'hand.parquet'),
  );
  const lake = join(OUT, 'lake');
  const turns = Array.from({ length: TURNS }, () => {
    rmSync(lake, { recursive: true, force: true });
    return {
      byLevee: collect(lake, folder).seconds,
      byHand: measured([join(import.meta.dirname, 'copy.ts'), copy ?? '']).seconds,
    };
  });
  const rate = (seconds: readonly number[]) => (OBJECTS / median(seconds)).toFixed(0);
  yield `${OBJECTS} CloudTrail objects of ${EVENTS} events: ${rate(turns.map(({ byLevee }) => byLevee))} objects/s, by hand ${rate(turns.map(({ byHand }) => byHand))} (ratio ${median(turns.map(({ byLevee, byHand }) => byHand / byLevee)).toFixed(2)})\n`;
}
