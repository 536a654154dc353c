/** Reads a literal as microseconds since the epoch; undefined for all that is not written in full. */
export type ReadTime = (text: string) => bigint | undefined;

const WRITTEN =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d:\d\d)(?:\.(?<fraction>\d{1,6}))?(?<zone>Z| UTC|\+00(?::00)?)?)?$/;

/** The literals of a type that mean one instant whoever reads them, under the time zone UTC. */
const readTime =
  (isTaken: (time: string | undefined, zone: string | undefined) => boolean): ReadTime =>
  (text) => {
    const { date = '', time, fraction = '', zone } = WRITTEN.exec(text)?.groups ?? {};
    if (!isTaken(time, zone)) return undefined;
    const whole = `${date}T${time ?? '00:00:00'}`;
    const at = Date.parse(`${whole}Z`);
    // No 30 February, and no second 60: what a calendar does with them differs.
    if (Number.isNaN(at) || new Date(at).toISOString().slice(0, -5) !== whole) return undefined;
    return BigInt(at) * 1000n + BigInt(fraction.padEnd(6, '0'));
  };

const ofInstant = readTime(() => true);

/** By the type that a literal is cast to. */
export const TIME_READERS: Readonly<Record<string, ReadTime>> = {
  TIMESTAMPTZ: ofInstant,
  'TIMESTAMP WITH TIME ZONE': ofInstant,
  TIMESTAMP: readTime((_time, zone) => zone === undefined),
  DATE: readTime((time) => time === undefined),
};

/** Microseconds since the epoch of a bound. @throws for another form, which only the engine can read. */
export function instantOf(text: string): bigint {
  const at = ofInstant(text);
  if (at === undefined) throw new Error(`not a time written in full: ${text}`);
  return at;
}

/** The second of an instant by the specifiers of `strftime`. */
const PARTS: Readonly<Record<string, readonly [from: number, to: number]>> = {
  Y: [0, 4],
  m: [5, 7],
  d: [8, 10],
  H: [11, 13],
  M: [14, 16],
  S: [17, 19],
};

/** `strftime` for patterns of these alone; undefined for others. */
export function formatter(pattern: string): ((at: bigint) => string) | undefined {
  if ((pattern.match(/%[^]?/g) ?? []).some((each) => PARTS[each.slice(1)] === undefined)) return undefined;
  return (at) => {
    const text = new Date(Number(at / 1000n)).toISOString();
    if (at < 0n || text.length !== 24) throw new Error(`outside the years 1970 to 9999: ${text}`);
    return pattern.replaceAll(/%(.)/g, (_whole, name: string) => text.slice(...(PARTS[name] ?? [0, 0])));
  };
}
