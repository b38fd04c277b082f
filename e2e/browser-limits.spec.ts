import { chromium } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  aPerson,
  expect,
  type Page,
  program,
  required,
  signIn,
  expectSoundPage,
  test,
} from './fixtures.ts';

/** Makes every access to the tab's storage throw an error, like a browser that blocks storage. */
async function blockStorage(page: Page): Promise<void> {
  await page.addInitScript(() => {
    for (const name of ['sessionStorage', 'localStorage'])
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
  });
}

test('with all cookies blocked, public pages work, and actions that need cookies say so', async ({
  baseURL,
  launchOptions,
}) => {
  const profile = mkdtempSync(path.join(tmpdir(), 'jari-blocked-'));
  mkdirSync(path.join(profile, 'Default'));
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(path.join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const browser = await chromium.launchPersistentContext(profile, {
    ...launchOptions,
    executablePath: required('JARI_E2E_WHOLE_BROWSER'), // only a whole browser reads preferences
    locale: 'ko-KR',
  });
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${String(baseURL)}/`, { waitUntil: 'networkidle' });
    // The test is valid only if the browser really blocks storage.
    const blocked = await page.evaluate(() => {
      try {
        return sessionStorage.length;
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(blocked).toBe('SecurityError');
    const korean = (text: string) => page.getByText(text, { exact: true });
    await page.locator('a[href$="/concerts/1"]').first().click();
    await expect(page).toHaveURL(/\/concerts\/1$/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    // The language is in the address, and needs no cookie.
    const menu = page.getByRole('banner').locator('summary');
    await menu.click();
    await page.getByRole('link', { name: 'English' }).click();
    await expect(page).toHaveURL(/\/en\/concerts\/1$/);
    await menu.click();
    await page.getByRole('link', { name: '한국어' }).click();
    await expect(page).toHaveURL(/[^n]\/concerts\/1$/);
    await menu.click();
    await korean('어둡게').click();
    await expect(korean('쿠키가 막혀 있어서 다음 페이지에서는 기억하지 못해요.')).toBeVisible();
    await page.goto(`${String(baseURL)}/sign-in`);
    await page.locator('input[name="email"]').fill('fan1@jari.example');
    await page.locator('input[name="password"]').fill('jari-fan-1234');
    await page.locator('main button[type="submit"]').click();
    await expect(page.getByRole('alert').filter({ hasText: '쿠키' })).toBeVisible();
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
});

test('with a storage that throws, a charge still runs, once, under its key', async ({
  page,
  context,
  say,
  locale_,
}) => {
  const fan = await aPerson();
  await signIn(context, fan);
  await blockStorage(page);
  await page.goto('/wallet');
  await page.getByLabel(say('wallet.amount')).fill('5000');
  const keys: unknown[] = [];
  let isLost = true;
  await page.route(/wallet\.charge/, async (route) => {
    keys.push(route.request().postDataJSON());
    const answer = await route.fetch();
    // The test drops the first answers, so that the page repeats the attempt.
    await (isLost ? route.abort() : route.fulfill({ response: answer }));
  });
  await page.getByRole('button', { name: say('wallet.charge'), exact: true }).click();
  // Only this document knows the idempotency key, so the page warns against a reload.
  await expect(page.getByText(say('checkout.checking.unsaved'))).toBeVisible();
  await expectSoundPage(page);
  isLost = false;
  const amount = locale_ === 'ko' ? '5,000원' : '₩5,000';
  await expect(page.getByText(say('wallet.charged', { amount }))).toBeVisible();
  await expect(page.getByText(say('checkout.checking.unsaved'))).toHaveCount(0);
  expect(keys.length).toBeGreaterThan(1);
  for (const key of keys) expect(key).toEqual(keys[0]);
  expect(await program(fan).wallet.balance.query()).toEqual({ balance: 5_000 });
});

test.describe('without JavaScript', { tag: '@both' }, () => {
  test.use({ javaScriptEnabled: false });

  test('public pages are readable, and every page says what needs JavaScript', async ({
    page,
    say,
  }) => {
    for (const [address, shown] of [
      ['/', 'a[href$="/concerts/1"]'],
      ['/concerts/1', 'h1'],
      ['/sign-in', 'h1'],
    ] as const) {
      await page.goto(address);
      await expect(page.locator(shown).first()).toBeVisible();
      // Playwright reads no text within `noscript`, so check the element's visibility and the page
      // source.
      await expect(page.locator('noscript p')).toBeVisible();
      expect(await page.content()).toContain(say('common.noScript'));
    }
  });
});
