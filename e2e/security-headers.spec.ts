import {
  admittedProgram,
  aPerson,
  expect,
  holdFree,
  openAccountMenu,
  otherLanguage,
  type Page,
  program,
  signIn,
  sql,
  test,
  theAdmin,
  themeButton,
} from './fixtures.ts';

declare global {
  interface Window {
    /** One line per action that the page's content security policy blocks. */
    stopped: string[];
    ran?: string[];
  }
}

/** Records each action that the content security policy blocks. */
async function watch(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    window.stopped = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      window.stopped.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  return () => page.evaluate(() => window.stopped);
}

test('for guest, fan and administrator, no page requests anything that its policy forbids', async ({
  page,
  context,
}) => {
  test.setTimeout(180_000);
  const stopped = await watch(page);
  const openAll = async (...paths: string[]) => {
    for (const path of paths) {
      await page.goto(path, { waitUntil: 'networkidle' });
      expect([path, await stopped()]).toEqual([path, []]);
    }
  };
  await openAll('/', '/sign-in', '/sign-up', '/concerts/1', '/no/such/page');

  const fan = await aPerson();
  await signIn(context, fan);
  await page.goto('/concerts/1/queue'); // the browser gets a queue token
  await expect(page).toHaveURL(/\/dates$/);
  const hers = await admittedProgram(fan, 1);
  const [date] = await sql('SELECT max(id) AS id FROM performances WHERE concert_id = 1');
  const performanceId = Number(date?.['id']);
  const { reservationId } = await holdFree(hers, performanceId);
  const seats = `/concerts/1/seats/${String(performanceId)}`;
  await openAll(
    '/',
    '/concerts/1/dates',
    seats,
    `/checkout/${String(reservationId)}`,
    '/wallet',
    '/reservations',
  );
  await program(fan).wallet.charge.mutate({
    amount: 1_000_000,
    idempotencyKey: 'security-headers',
  });
  await hers.payment.pay.mutate({ reservationId, idempotencyKey: 'security-headers' });
  await openAll(`/reservations/${String(reservationId)}`, '/concerts/1/dates');

  await context.clearCookies({ name: 'next-auth.session-token' });
  await signIn(context, await theAdmin());
  await openAll('/admin', '/admin/concerts/1', '/door', `/door/${String(performanceId)}`);
});

test('client navigation, a dialog, the other theme and the other language violate no policy', async ({
  page,
  context,
  say,
  locale_,
}) => {
  const stopped = await watch(page);
  await signIn(context, await theAdmin());
  await page.goto('/');
  await page.getByRole('link', { name: say('common.wallet') }).click();
  await expect(page).toHaveURL(/\/wallet$/);
  await openAccountMenu(page);
  await page.getByRole('link', { name: say('common.admin') }).click();
  await page.locator('a[href$="/admin/concerts/1"]').first().click();
  await expect(page).toHaveURL(/\/admin\/concerts\/1$/);

  await page
    .getByRole('button', { name: say('admin.control.pause.action') })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  const scrolling = () => page.evaluate(() => getComputedStyle(document.documentElement).overflowY);
  expect(await scrolling()).toBe('hidden'); // the page behind the dialog does not scroll
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  const shade = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await shade();
  await themeButton(page, say).click();
  await expect.poll(shade).not.toBe(before);
  await page.getByRole('link', { name: otherLanguage(locale_) }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', locale_ === 'ko' ? 'en' : 'ko');
  expect(await page.evaluate(() => document.fonts.check('16px jariInterface'))).toBe(true);
  expect(await stopped()).toEqual([]);
});

test('no two pages of one user have the same nonce', async ({ page, context }) => {
  await signIn(context, await aPerson());
  const nonceOf = async () => {
    const answer = await page.goto('/wallet');
    const nonce = /'nonce-([^']+)'/.exec(answer?.headers()['content-security-policy'] ?? '')?.[1];
    expect(
      await page.evaluate(() => document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce),
    ).toBe(nonce);
    return nonce;
  };
  expect(await nonceOf()).not.toBe(await nonceOf());
});

test.describe('content injected into a page', () => {
  test.use({ loud: true }); // the browser logs each violation

  test('does not run, does not load, and sends nothing out', async ({ page }) => {
    const stopped = await watch(page);
    await page.goto('/sign-in', { waitUntil: 'networkidle' });
    await page.evaluate(async () => {
      window.ran = [];
      const element = <K extends keyof HTMLElementTagNameMap>(
        name: K,
        set: Partial<HTMLElementTagNameMap[K]>,
      ) => document.body.append(Object.assign(document.createElement(name), set));
      document.body.insertAdjacentHTML(
        'beforeend',
        '<img src="data:," onerror="window.ran.push(\'handler\')">',
      );
      document.body.insertAdjacentHTML(
        'beforeend',
        '<p id="styled" style="position: fixed">x</p><base href="https://elsewhere.example/">',
      );
      document.body.insertAdjacentHTML('beforeend', '<style>#content { display: none }</style>');
      document.body.insertAdjacentHTML(
        'beforeend',
        '<iframe srcdoc="<script>parent.ran.push(\'frame\')</script>"></iframe>',
      );
      element('a', { href: 'javascript:window.ran.push("address")' });
      document.querySelector<HTMLAnchorElement>('a[href^="javascript:"]')?.click();
      element('script', { textContent: 'window.ran.push("script")' });
      element('object', { data: '/icon.svg' });
      await fetch('https://elsewhere.example/').catch(() => window.ran?.push('no answer'));
    });
    await expect
      .poll(async () => (await stopped()).map((what) => what.split(' ')[0]))
      .toEqual(
        expect.arrayContaining([
          'script-src-attr',
          'script-src-elem',
          'style-src-attr',
          'style-src-elem',
          'connect-src',
          'object-src',
          'base-uri',
        ]),
      );
    expect(await page.evaluate(() => window.ran)).toEqual(['no answer']);
    await expect(page.locator('#content')).toBeVisible();
    expect(
      await page.locator('#styled').evaluate((element) => getComputedStyle(element).position),
    ).toBe('static');
  });

  test('cannot frame a page, from another site or from this one', async ({ page, baseURL }) => {
    const own = baseURL ?? '';
    for (const outer of ['http://elsewhere.example/', `${own}/`]) {
      await page.route(outer, (route) =>
        route.fulfill({ contentType: 'text/html', body: `<iframe src="${own}/wallet"></iframe>` }),
      );
      await page.goto(outer);
      await expect
        .poll(() => page.frames().map((frame) => frame.url()))
        .toEqual([outer, 'chrome-error://chromewebdata/']);
    }
  });
});

test(
  'Tab visits the header line by line, from left to right',
  { tag: '@both' },
  async ({ page, context }) => {
    await signIn(context, await theAdmin());
    await page.goto('/');
    await page.keyboard.press('Tab'); // focuses the skip link
    const header = page.getByRole('banner');
    await expect(header.getByRole('link').first()).toBeFocused();
    const seen: { x: number; y: number }[] = [];
    for (;;) {
      await page.keyboard.press('Tab');
      const box = await page
        .locator('header :focus')
        .boundingBox({ timeout: 1_000 })
        .catch(() => null);
      if (box === null) break;
      seen.push({ x: box.x, y: box.y + box.height / 2 });
    }
    const controls = header.locator('a, summary').filter({ visible: true });
    expect(seen.length).toBe((await controls.count()) - 1);
    const line = ({ y }: { y: number }) => Math.round(y / 30);
    expect(seen).toEqual(seen.toSorted((a, b) => line(a) - line(b) || a.x - b.x));
  },
);
