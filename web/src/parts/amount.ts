import type { MetricInfo } from '@levee/core/contract';
import { bytesText, countText, shareText, spanText, valueText } from './text.ts';

/** A metric's amount by its unit. */
export function amountText({ unit }: MetricInfo, amount: number | string | null): string {
  if (amount === null) return '–';
  if (typeof amount === 'string') return valueText(amount);
  switch (unit) {
    case 'count':
      return countText(amount);
    case 'share':
      return shareText(amount);
    case 'bytes':
      return bytesText(amount);
    case 'seconds':
      return amount < 10 ? `${Number(amount.toPrecision(3))} s` : spanText(amount);
    case 'time':
    case 'value':
      return String(amount);
  }
}
