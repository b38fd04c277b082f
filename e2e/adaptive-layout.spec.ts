import { chromium, type Locator } from '@playwright/test';
import {
  admittedProgram,
  aPerson,
  expect,
  expectFitting,
  holdFree,
  openAccountMenu,
  type Page,
  program,
  signIn,
  sql,
  expectSoundPage,
  test,
} from './fixtures.ts';

/** Opens the seat page as a user who holds one seat of the last performance. */
async function withAHold(page: Page) {
  const person = await aPerson();
  const [row] = await sql(
    'SELECT max(id) AS id FROM performances WHERE concert_id = 1 AND starts_at > clock_timestamp()',
  );
  const performanceId = Number(row?.['id']);
  const theirs = await admittedProgram(person, 1);
  const { reservationId } = await holdFree(theirs, performanceId, { last: true });
  await signIn(page.context(), person);
  await page.goto('/concerts/1/queue');
  await expect(page).toHaveURL(/\/dates$/);
  await page.goto(`/concerts/1/seats/${String(performanceId)}`);
  await expect(page.locator('[role="button"][id^="seat-"]').first()).toBeVisible();
  return { reservationId, leave: () => program(person).queue.leave.mutate({ concertId: 1 }) };
}

const styleOf = (locator: Locator, ...names: string[]) =>
  locator.evaluate(
    (node, asked) => asked.map((name) => getComputedStyle(node).getPropertyValue(name)),
    names,
  );

const systemColour = (page: Page, name: string) =>
  page.evaluate((colour) => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.cssText = `forced-color-adjust: none; color: ${colour}`;
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }, name);

/** Counts the visible elements that stay in place while the page scrolls. */
const stuckOver = (page: Page) =>
  page.evaluate(
    () =>
      [...document.querySelectorAll('body *')].filter((node) => {
        const { position } = getComputedStyle(node);
        return (
          (position === 'sticky' || position === 'fixed') && node.getBoundingClientRect().height > 0
        );
      }).length,
  );

test('with forced colours the chosen grade is marked, buttons have borders, and seats use system colours', async ({
  page,
  say,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const { leave } = await withAHold(page);
  const grades = page
    .getByRole('toolbar', { name: say('seating.chips.label') })
    .getByRole('button');
  const highlight = await systemColour(page, 'Highlight');
  expect(await styleOf(grades.first(), 'background-color')).toEqual([highlight]);
  expect(await styleOf(grades.last(), 'background-color')).not.toEqual([highlight]);
  const main = page.getByRole('link', { name: say('seating.summary.checkout', { count: 1 }) });
  const [width, style] = await styleOf(main, 'border-top-width', 'border-top-style');
  expect([Number.parseFloat(width ?? ''), style]).toEqual([expect.closeTo(1, 0), 'solid']);
  const [canvas, text, grey] = [
    await systemColour(page, 'Canvas'),
    await systemColour(page, 'CanvasText'),
    await systemColour(page, 'GrayText'),
  ];
  const fills = await page
    .locator('[id^="seat-"] rect, [id^="seat-"] circle')
    .evaluateAll((shapes) => [...new Set(shapes.map((shape) => getComputedStyle(shape).fill))]);
  for (const fill of fills)
    expect([canvas, text, grey, 'none', 'rgba(0, 0, 0, 0)']).toContain(fill);
  expect(fills).toEqual(expect.arrayContaining([canvas, text]));
  expect(await styleOf(main, 'background-color', 'color')).toEqual([text, canvas]);
  await leave();
});

test('in a window lower than forty lines nothing is sticky: clock, seats and checkout button scroll with the page', async ({
  page,
  say,
}) => {
  await page.setViewportSize({ width: 360, height: 560 });
  const { leave } = await withAHold(page);
  expect(await stuckOver(page)).toBe(0);
  await expectFitting(page);
  const main = page.getByRole('link', { name: say('seating.summary.checkout', { count: 1 }) });
  await main.scrollIntoViewIfNeeded();
  await expect(main).toBeInViewport({ ratio: 1 });
  // In the list view, no seat button is too narrow for its text.
  await page.getByRole('button', { name: say('seating.map.toList') }).click();
  const boxes = page.locator('button[id^="seat-"]');
  await expect(boxes.first()).toBeVisible();
  expect(
    await boxes.evaluateAll(
      (all) => all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length,
    ),
  ).toBe(0);
  // At 640 px, a common phone height, the clock and the checkout button stay in place.
  await page.setViewportSize({ width: 360, height: 640 });
  await page.locator('button[id^="seat-"]').last().scrollIntoViewIfNeeded();
  await expect(main).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('timer')).toBeInViewport({ ratio: 1 });
  await leave();
});

test('with text at twice its size no word is broken, no page is wider than the screen, and nothing is sticky', async ({
  contextOptions,
  locale_,
  baseURL,
}) => {
  const { JARI_E2E_BROWSER: executablePath = '/usr/bin/chromium' } = process.env;
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--blink-settings=defaultFontSize=32'],
  });
  const context = await browser.newContext({
    ...contextOptions,
    ...(baseURL !== undefined && { baseURL }),
  });
  await context.addCookies([{ name: 'jari-locale', value: locale_, url: baseURL ?? '' }]);
  const page = await context.newPage();
  const broken = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('a, button, h1, h2, h3, label, dt')].flatMap((node) => {
        const found: string[] = [];
        const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
        for (let text = walker.nextNode(); text !== null; text = walker.nextNode()) {
          // Ignore text in `code` elements, because a path may wrap at any character.
          if (text.parentElement?.closest('code') !== null) continue;
          for (const { 0: word, index } of (text.textContent ?? '').matchAll(/[\p{L}\p{N}]+/gu)) {
            const range = document.createRange();
            range.setStart(text, index);
            range.setEnd(text, index + word.length);
            if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1)
              found.push(word);
          }
        }
        return found;
      }),
    );
  for (const at of ['/', '/concerts/1', '/sign-in', '/docs']) {
    await page.goto(at);
    expect([at, await broken()]).toEqual([at, []]);
    await expectFitting(page);
  }
  const { leave, reservationId } = await withAHold(page);
  const checkout = `/checkout/${String(reservationId)}`;
  const booking = `/reservations/${String(reservationId)}`;
  for (const at of [null, '/concerts/1/dates', checkout, '/wallet', '/reservations', booking]) {
    if (at !== null) await page.goto(at);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect([at, await broken(), await stuckOver(page)]).toEqual([at, [], 0]);
    await expectFitting(page);
    const beyond = await page
      .getByRole('main')
      .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect([at, beyond]).toEqual([at, 0]);
  }
  await leave();
  await browser.close();
});

test(
  'signing out asks first while seats are held, with their numbers and the amount; otherwise it does not ask',
  { tag: '@both' },
  async ({ page, say }) => {
    const { leave } = await withAHold(page);
    await page.goto('/wallet');
    await openAccountMenu(page);
    const button = page.getByRole('button', { name: say('common.signOut'), exact: true });
    const dialog = page.getByRole('dialog', { name: say('common.signOutQuestion.title') });
    await button.click();
    await expect(dialog).toContainText(/₩\d|\d원/);
    await expectSoundPage(page);
    await dialog.getByRole('button', { name: say('common.signOutQuestion.stay') }).click();
    await expect(button).toBeFocused();
    await leave();
    await page.goto('/wallet');
    await openAccountMenu(page);
    await button.click();
    await expect(page.getByRole('link', { name: say('common.signIn') })).toBeVisible();
  },
);
