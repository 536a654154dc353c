import { expect, test } from 'vitest';
import { columnsOf, keepColumns, keepWidth, moved } from './table-columns.ts';

test.each([
  ['a', 2, ['b', 'c', 'a']],
  ['c', 0, ['c', 'a', 'b']],
  ['b', 9, ['a', 'c', 'b']],
  ['b', -1, ['b', 'a', 'c']],
])('%s to place %d', (column, to, expected) => expect(moved(['a', 'b', 'c'], column, to)).toEqual(expected));

test('columns and widths are kept per table, widths within what can be seen', () => {
  keepColumns('waf_logs', ['action']);
  keepWidth('waf_logs', 'action', 12.4);
  keepWidth('waf_logs', 'client_ip', 5000);
  expect(columnsOf('waf_logs')).toEqual({ columns: ['action'], widths: { action: 60, client_ip: 1200 } });
  expect(columnsOf('alb_access_logs')).toEqual({ widths: {} });
  expect(JSON.parse(localStorage.getItem('levee-columns') ?? '')).toEqual({
    waf_logs: { columns: ['action'], widths: { action: 60, client_ip: 1200 } },
  });
});
