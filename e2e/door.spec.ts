import { qrPath } from '#components/tickets/qr-path.ts';
import {
  aPerson,
  at,
  expect,
  expectSoundPage,
  type Page,
  program,
  type Say,
  signIn,
  sql,
  test,
} from './fixtures.ts';
import { buySeats } from './purchase.ts';

declare global {
  /** Set by the page's initial script. */
  interface Window {
    stopped: string[];
    hold: (path: string) => void;
  }
}

/** Buys seats of a date of concert 1, and signs in as staff of its door. */
async function atDoor(page: Page, count: number) {
  const { dates } = await program(await aPerson()).catalog.concert.query({ concertId: 1 });
  const performanceId = dates.at(-1)?.performanceId ?? 0;
  const { tickets } = await buySeats(performanceId, { count });
  const staff = await aPerson();
  await sql("INSERT INTO staff_grants (user_id, role) VALUES ($1, 'DOOR')", staff.userId);
  await signIn(page.context(), staff);
  return { performanceId, tickets };
}

const result = (page: Page) => page.getByRole('alert').first();

/** Types a code and waits for its result. */
async function type(page: Page, say: Say, code: string, state: string) {
  const field = page.getByLabel(say('door.typeCode'), { exact: true });
  await field.fill(code);
  await field.press('Enter');
  await expect(result(page).getByText(say(`door.state.${state}`), { exact: true })).toBeVisible();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('');
}

/** Waits until the page shows the age of its list, which hydration and the first sync precede. */
const expectList = (page: Page) =>
  expect(page.getByRole('status').filter({ hasText: /\d명|admitted/ })).toBeVisible();

test('the door of a date judges typed codes, also without a network, and merges them later', async ({
  page,
  context,
  say,
}) => {
  test.setTimeout(90_000);
  const { performanceId, tickets } = await atDoor(page, 3);
  const [first = '', second = '', third = ''] = tickets.map(({ shortCode }) => shortCode ?? '');
  await page.goto('/door');
  await page.locator(`a[href$="/door/${String(performanceId)}"]`).click();
  await expectList(page);
  await type(page, say, `${first.slice(0, 5)}-${first.slice(5)}`.toLowerCase(), 'VALID');
  await type(page, say, first, 'USED');
  await type(page, say, '0000000000', 'UNKNOWN');
  await expectSoundPage(page);

  // The worker of the page has a copy of the page and of its files.
  await expect
    .poll(() => page.evaluate(async () => (await caches.match(location.pathname)) !== undefined))
    .toBe(true);
  await context.setOffline(true);
  await page.reload();
  await expectList(page);
  await type(page, say, second, 'VALID');
  await expect(result(page)).toContainText(say('door.judgedOffline'));
  await type(page, say, second, 'USED');
  await type(page, say, first, 'USED');
  await expect(page.getByText(say('door.queued', { count: 1 }))).toBeVisible();
  await expectSoundPage(page);
  await context.setOffline(false);
  await expect(page.getByText(say('door.online'))).toBeVisible();
  await expect(page.getByText(say('door.queued', { count: 1 }))).toBeHidden();
  const used = await sql(
    "SELECT ticket_id AS id FROM door_scans WHERE performance_id = $1 AND state = 'VALID' ORDER BY id",
    performanceId,
  );
  const ids = tickets.map(({ ticketId }) => ticketId);
  expect(used.map(({ id }) => id)).toEqual(ids.slice(0, 2));

  await type(page, say, third, 'VALID');
  const seat = tickets[2]?.seat ?? 0;
  await page.getByRole('button', { name: say('door.undoSeat', { seat }) }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(say('admin.reason'), { exact: true }).fill('wrong person');
  await dialog.getByRole('button', { name: say('door.undo'), exact: true }).click();
  await expect(dialog).toBeHidden();
  await type(page, say, third, 'VALID');
});

test('the camera reads one ticket after the other without a press, in English, and only this page may use it', async ({
  page,
  context,
  baseURL,
}) => {
  const { performanceId, tickets } = await atDoor(page, 2);
  await context.addCookies([{ name: 'jari-locale', value: 'en', url: baseURL ?? '' }]);
  // A canvas takes the place of the camera.
  await page.addInitScript(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 480];
    Object.assign(window, {
      hold: (path: string) => {
        const picture = canvas.getContext('2d');
        if (picture === null) return;
        picture.resetTransform();
        picture.fillStyle = '#fff';
        picture.fillRect(0, 0, 640, 480);
        picture.setTransform(5, 0.2, -0.2, 5, 120, 40);
        picture.fillStyle = '#000';
        picture.fill(new Path2D(path));
      },
    });
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(10));
    Object.assign(window, { stopped: [] });
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      window.stopped.push(effectiveDirective),
    );
  });
  const hold = (text: string) => page.evaluate((path) => window.hold(path), qrPath(text).path);
  const answer = await page.goto(`/door/${String(performanceId)}`);
  expect(answer?.headers()['permissions-policy']).toContain('camera=(self)');
  expect(answer?.headers()['content-security-policy']).toContain("'wasm-unsafe-eval'");
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Scan with the camera' }).click();
  for (const { token, seat } of tickets) {
    await hold(token ?? '');
    await expect(result(page)).toContainText('Valid');
    await expect(result(page)).toContainText(`Seat ${String(seat)}`);
  }
  await expectSoundPage(page);
  expect(await page.evaluate(() => window.stopped)).toEqual([]);
  // Client navigation leaves the door by a new document, which may not use the camera.
  await page.getByRole('banner').getByRole('link').nth(1).click();
  await expect(page).toHaveURL(at('/'));
  for (const path of ['/', '/admin']) {
    const { 'permissions-policy': permissions, 'content-security-policy': policy } = (
      await page.request.get(path)
    ).headers();
    expect([path, permissions, policy]).toEqual([
      path,
      expect.stringContaining('camera=()'),
      expect.not.stringContaining('wasm'),
    ]);
  }
});
