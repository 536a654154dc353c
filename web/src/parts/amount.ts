import type { MetricInfo } from '@levee/core/contract';
import type { Zone } from '../state/zones.ts';
import { bytesText, countText, shareText, spanText, timeText, valueText } from './text.ts';

/** A metric's amount by its unit; times are seconds since 1970. */
export function amountText({ unit }: MetricInfo, amount: number | string | null, zone: Zone = 'UTC'): string {
  if (typeof amount !== 'number') return amount === null ? '–' : valueText(amount);
  switch (unit) {
    case 'count':
      return countText(amount);
    case 'share':
      return shareText(amount);
    case 'bytes':
      return bytesText(amount);
    case 'seconds':
      return secondsText(amount);
    case 'time':
      return timeText(new Date(amount * 1000).toISOString(), zone);
    case 'value':
      return String(amount);
  }
}

const secondsText = (amount: number): string =>
  amount < 10 ? `${Number(amount.toPrecision(3))} s` : spanText(amount);
