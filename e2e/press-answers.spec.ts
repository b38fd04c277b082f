import type { Locator } from '@playwright/test';
import { aPerson, expect, type Page, signIn, test } from './fixtures.ts';

/** Holds the pages that the router requests, until the returned function lets them go. */
async function holdPages(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  await page.route(/[?&]_rsc=/, async (route) => {
    await promise;
    await route.continue();
  });
  return () => resolve(undefined);
}

/** Resolves once a press of the link runs its script, instead of loading a document. */
const isHydrated = (link: Locator) =>
  expect
    .poll(() => link.evaluate((a) => Object.keys(a).some((key) => key.startsWith('__reactProps'))))
    .toBe(true);

async function expectAnswerBeforeNetwork(page: Page, from: string, link: Locator, to: RegExp) {
  const letGo = await holdPages(page);
  await page.goto(from);
  await isHydrated(link);
  await link.click();
  await expect(link.locator('[data-link-pending]')).toBeVisible();
  await expect(page).not.toHaveURL(to);
  letGo();
  await expect(page).toHaveURL(to);
  await expect(page.locator('[data-link-pending]')).toHaveCount(0);
  await page.unrouteAll({ behavior: 'wait' });
}

test('a concert’s card answers its press before the network does', async ({ page }) => {
  const card = page.locator('article a[href="/concerts/1"]').first();
  await expectAnswerBeforeNetwork(page, '/', card, /\/concerts\/1$/);
});

for (const [tab, path] of [
  ['reservations', '/reservations'],
  ['wallet', '/wallet'],
] as const)
  test(`the tab of ${tab} answers its press before the network does`, async ({ page, context }) => {
    await signIn(context, await aPerson());
    const link = page.locator(`[data-tabs] a[href="${path}"]`);
    await expectAnswerBeforeNetwork(page, '/', link, new RegExp(`${path}$`));
  });
