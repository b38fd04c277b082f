import { expect, test } from './fixtures.ts';

test('a guest practises on the seat page: takes the best seats, pays, and sees the time, without a call to the server', async ({
  page,
  say,
}) => {
  const calls: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() !== 'GET' && request.method() !== 'HEAD') calls.push(pathname);
    if (pathname.startsWith('/api/trpc/') && !pathname.endsWith('/account.me'))
      calls.push(pathname);
  });
  await page.goto('/practice');
  await page.getByText(say('practice.calm.name')).click();
  await page.getByRole('button', { name: say('practice.start') }).click();
  await page.getByRole('button', { name: say('seating.best.party', { count: 2 }) }).click();
  await page.getByRole('link', { name: say('seating.summary.checkout', { count: 2 }) }).click();
  const result = page.getByRole('heading', { level: 1 });
  await expect(result).toBeFocused();
  await expect(result).toHaveText(/\d\.\d/);
  await page.getByRole('button', { name: say('practice.again') }).click();
  await expect(page.getByRole('grid')).toBeVisible();
  expect(calls).toEqual([]);
});
