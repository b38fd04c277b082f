import { expect, expectAccessible, expectFitting, type Page, test } from './fixtures.ts';

const account = { email: 'fan1@jari.example', password: 'jari-fan-1234' };

/** Opens an operation of the API reference, and then its form, by keyboard. */
async function opened(page: Page, id: string) {
  const operation = page.locator(`#${id}`);
  await operation.locator(':scope > summary').press('Enter');
  await operation.locator('details > summary').press('Enter');
  return operation.locator('form');
}

/** Sends the form. Returns the status and the body of the response from `path`. */
async function sent(page: Page, form: ReturnType<Page['locator']>, path: RegExp) {
  const answered = page.waitForResponse((response) => path.test(new URL(response.url()).pathname));
  await form.getByRole('button').press('Enter');
  const answer = await answered;
  const body = (await answer.json()) as Record<string, unknown>;
  await expect(form.getByRole('status')).toContainText(String(answer.status()));
  return { status: answer.status(), body };
}

test('a user signs in on the reference and reads a balance by keyboard, without requests to other hosts', async ({
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
  await expect(page.getByText(say('docs.guide.title'))).toBeVisible();

  const signIn = await opened(page, 'signIn');
  await signIn.getByLabel(say('docs.try.body')).fill(JSON.stringify(account));
  const { status, body } = await sent(page, signIn, /^\/auth\/token$/);
  expect(status).toBe(200);
  await expect(page.getByLabel(say('docs.try.accessToken'))).toHaveValue(
    body['accessToken'] as string,
  );

  const balance = await opened(page, 'readBalance');
  await expect(balance.getByLabel('userId')).toHaveValue(body['userId'] as string);
  expect(await sent(page, balance, /\/balance$/)).toMatchObject({
    status: 200,
    body: { balance: expect.any(Number) as unknown },
  });
  expect([...hosts]).toEqual([new URL(baseURL ?? '').host]);
});

test('the reference lists every operation in the user’s language, and each opened operation is accessible in both themes', async ({
  page,
  say,
}) => {
  await page.goto('/');
  await page.getByRole('link', { name: say('common.reference') }).click();
  await expect(page).toHaveURL(/\/docs$/);
  const { paths } = (await (await page.request.get('/api/openapi.json')).json()) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  for (const { operationId } of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    const name = say(`docs.operation.${operationId}`);
    await expect(
      page.locator(`#${operationId}`).getByRole('heading', { level: 3, name, exact: true }),
    ).toBeVisible();
  }
  await page.locator('nav a[href="#holdSeats"]').press('Enter');
  await expect(page.locator('#holdSeats')).toHaveAttribute('open', '');
  await expect(page.locator('#holdSeats > summary')).toBeFocused();
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  for (const theme of ['light', 'dark']) {
    await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    await expectAccessible(page);
  }
  await expectFitting(page);
});
