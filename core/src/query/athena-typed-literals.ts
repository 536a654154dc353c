import { isCompared, replaceText, type Here, type Writing } from './athena-here.ts';
import { IS_UTC, offsetText, zonedText } from './athena-instants.ts';
import { nameOf } from './sql-words.ts';

const LITERALS: Readonly<Record<string, string>> = {
  ipaddress: 'athena_ip',
  ipprefix: 'athena_prefix',
  json: 'athena_json_parse',
};

/** `IPADDRESS '192.0.2.1'`, `TIMESTAMP '2020-01-01 00:00:00 UTC'`: typed literals. */
export function literalOf(here: Here, { written }: Writing): void {
  const text = here.word(1);
  const name = here.word()?.kind === 'name' ? nameOf(here.word()) : undefined;
  if (name === undefined || text?.kind !== 'text') return;
  if (name === 'timestamp') zonedLiteral(here, written, text.text.slice(1, -1));
  if (name === 'decimal') replaceText(here, written, { to: 1, text: decimalText(text.text.slice(1, -1)) });
  const made = Object.hasOwn(LITERALS, name) ? LITERALS[name] : undefined;
  if (made !== undefined) replaceText(here, written, { to: 1, text: `${made}(${text.text})` });
}

/** `DECIMAL '1.50'` has as many digits as are written. */
function decimalText(text: string): string {
  const [, whole = '', part = ''] = /^[+-]?0*(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  return `CAST('${text}' AS DECIMAL(${Math.max(1, whole.length + part.length)}, ${part.length}))`;
}

/** `TIMESTAMP '… UTC'` is an instant; one of another zone keeps it, but where it is compared. */
function zonedLiteral(here: Here, written: string[], literal: string): void {
  const { time, zone } = zonedText(`'${literal}'`);
  if (time === undefined) return;
  const isUtc = IS_UTC.test(zone);
  const named = offsetText(zone);
  const text =
    isUtc || isCompared(here, 1)
      ? `TIMESTAMPTZ '${time}${isUtc ? '+00' : /^[+-]/.test(zone) ? named : ` ${zone}`}'`
      : `athena_with_zone(TIMESTAMP '${time}', '${named}')`;
  replaceText(here, written, { to: 1, text });
}
