import { expect, test } from 'vitest';
import { useLake } from './browser.ts';

const { open } = useLake('empty');

test.each([
  ['/', /levee collect FOLDER/],
  ['/explore', /levee collect FOLDER/],
  ['/boards', /levee collect FOLDER/],
  ['/entity', /Whom or what to follow/],
  ['/entity?value=192.0.2.1', /No table has it in this time range/],
  ['/hunt', /Add a filter to hunt for/],
  ['/sources', /levee collect FOLDER/],
  ['/sql', /Athena's dialect/],
])('%s says what to do', async (path, advice) => {
  const { page, problems } = await open(path);
  await page.getByRole('main').getByText(advice).first().waitFor();
  expect(problems).toEqual([]);
});
