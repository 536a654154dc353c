import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { collect } from './measure.ts';
import { OUT } from './world.ts';

const OBJECTS = 100_000;
const PER_FOLDER = 1000;

const LINES =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n' +
  '2 123456789012 eni-0a1b2c3d 192.0.2.1 10.0.0.5 443 49152 6 10 840 1777852800 1777852860 ACCEPT OK\n';

function manyObjects(): string {
  const folder = join(OUT, 'logs', 'known');
  rmSync(folder, { recursive: true, force: true });
  const bytes = gzipSync(LINES);
  for (let at = 0; at < OBJECTS; at += 1) {
    const day = String(1 + Math.floor(at / PER_FOLDER)).padStart(3, '0');
    const prefix = join(folder, `AWSLogs/123456789012/vpcflowlogs/us-east-1/${day}`);
    if (at % PER_FOLDER === 0) mkdirSync(prefix, { recursive: true });
    const name = `123456789012_vpcflowlogs_us-east-1_fl-0a1b2c3d_20260504T0000Z_${at.toString(16).padStart(8, '0')}.log.gz`;
    writeFileSync(join(prefix, name), bytes);
  }
  return folder;
}

/** `collect` of 100,000 objects that are all in the lake. */
export function* knownObjects(): Generator<string> {
  const folder = manyObjects();
  const lake = join(OUT, 'lake');
  rmSync(lake, { recursive: true, force: true });
  const first = collect(lake, folder);
  const again = [collect(lake, folder), collect(lake, folder), collect(lake, folder)];
  const seconds = Math.min(...again.map((each) => each.seconds));
  yield `${OBJECTS} objects of one record: collected in ${first.seconds.toFixed(1)} s; nothing new among them: ${seconds.toFixed(2)} s\n`;
}
