import { expect, expectAccessible, expectFitting, type Page, test, themeButton } from './fixtures.ts';

const account = { email: 'fan1@jari.example', password: 'jari-fan-1234' };

/** An operation of the reference, opened and ready to be filled in. */
async function opened(page: Page, tag: string, id: string) {
  const block = page.locator(`#operations-${tag}-${id}`);
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Try it out' }).click();
  return block;
}

/** Sends what has been filled in; the answer's status and body. */
async function executed(page: Page, block: ReturnType<Page['locator']>) {
  const answered = page.waitForResponse((response) => response.request().resourceType() === 'fetch');
  await block.getByRole('button', { name: 'Execute' }).click();
  const answer = await answered;
  await expect(block.locator('.live-responses-table tbody .response-col_status').first()).toContainText(String(answer.status()));
  return { status: answer.status(), body: (await answer.json()) as Record<string, unknown> };
}

test('whoever reads the reference signs in by it, authorizes and reads a balance, and nothing is asked of another host', async ({
  page,
  say,
  baseURL,
}) => {
  const hosts = new Set<string>();
  page.on('request', (request) => {
    if (/^https?:/.test(request.url())) hosts.add(new URL(request.url()).host);
  });
  await page.goto('/docs');
  await expect(page.getByRole('heading', { level: 1, name: say('docs.title') })).toBeVisible();
  await expect(page.locator('.swagger-ui .info')).toContainText('numbered concert seats');

  const signIn = await opened(page, 'Account', 'signIn');
  await signIn.locator('textarea.body-param__text').fill(JSON.stringify(account));
  const { status, body } = await executed(page, signIn);
  expect(status).toBe(200);
  const { accessToken, userId } = body as { accessToken: string; userId: string };

  await page.locator('.auth-wrapper .authorize').first().click();
  const dialog = page.locator('.dialog-ux');
  await dialog.getByLabel('auth-bearer-value').first().fill(accessToken);
  await dialog
    .getByRole('button', { name: /apply credentials/i })
    .first()
    .click();
  await dialog.getByRole('button', { name: 'Close' }).first().click();

  const balance = await opened(page, 'Wallet', 'readBalance');
  await balance.getByPlaceholder('userId').fill(userId);
  expect(await executed(page, balance)).toMatchObject({ status: 200, body: { balance: expect.any(Number) as unknown } });
  expect([...hosts]).toEqual([new URL(baseURL ?? '').host]);
});

test('the reference stands in the site’s shell: linked from every page, in its theme, fitting, and without a barrier of ours', async ({
  page,
  say,
}) => {
  await page.goto('/');
  await page.getByRole('link', { name: say('common.reference') }).click();
  await expect(page).toHaveURL(/\/docs$/);
  await expect(page.locator('#operations-Seats-holdSeats')).toBeVisible();
  await expect(page.getByRole('main')).toHaveCount(1);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  const root = page.locator('html');
  const dark = (await root.getAttribute('class'))?.includes('dark-mode') ?? false;
  await themeButton(page, say).click();
  expect((await root.getAttribute('class'))?.includes('dark-mode')).toBe(!dark);
  await page.locator('#operations-Seats-holdSeats .opblock-summary-control').click();
  await expectFitting(page);
  await expectAccessible(page);
  await page.goto('/');
  await expect(root).not.toHaveClass(/dark-mode/);
});
