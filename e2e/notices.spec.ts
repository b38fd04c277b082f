import type { BrowserContext, CDPSession, Worker } from '@playwright/test';
import { type PushService, startPushService } from '#tests/support/push-service.ts';
import { at, expect, expectSoundPage, type Page, required } from './fixtures.ts';
import { canBeHidden, datesPath, queuePath, setHidden, test } from './queue-fixtures.ts';

// The headless shell refuses all notifications.
test.use({
  launchOptions: {
    executablePath: required('JARI_E2E_WHOLE_BROWSER'),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
  },
});

let service: PushService;
test.beforeAll(async () => {
  service = await startPushService({ port: Number(required('JARI_E2E_PUSH_PORT')) });
});
test.afterAll(() => service.close());

/** Registers the worker of the site, and returns it with its id for the browser's tools. */
async function registered(
  page: Page,
  devtools: CDPSession,
): Promise<{ worker: Worker; registrationId: string }> {
  const found = new Promise<string>((resolve) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first !== undefined) resolve(first.registrationId);
    }),
  );
  await devtools.send('ServiceWorker.enable');
  const context = page.context();
  const started = context.serviceWorkers()[0] ?? context.waitForEvent('serviceworker');
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
  });
  return { worker: await started, registrationId: await found };
}

/** Titles, texts and paths of the notifications that the browser shows. */
const shown = (worker: Worker) =>
  worker.evaluate(async () => {
    // The function runs in the worker, whose types the test's program lacks.
    const { registration } = self as unknown as ServiceWorkerGlobal;
    const all = await registration.getNotifications();
    return all.map(({ title, body, data }) => ({ title, body, ...(data as { path: string }) }));
  });
interface ServiceWorkerGlobal {
  registration: ServiceWorkerRegistration;
}

/** Subscribes a browser of the push service for the signed-in user of the page. */
const subscribe = (page: Page, browser: object) =>
  page.evaluate(async (subscription) => {
    const answer = await fetch('/api/push/subscribe', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(subscription),
    });
    return answer.status;
  }, browser);

/** Chromium asks no person for the permission in a test. */
const allowNotifications = (context: BrowserContext) => context.grantPermissions(['notifications']);

test('a turn reaches a closed page by push, and the choices are remembered', async ({
  page,
  context,
  queue,
  baseURL,
  say,
}) => {
  await allowNotifications(context);
  await queue.enter();
  await expect(queue.atPlace(1)).toBeVisible();
  await page.goto('/account/notices');
  const booking = page.getByLabel(`${say('notices.stages.booking')} · ${say('notices.PUSH')}`);
  await expect(booking).not.toBeChecked();
  await booking.check();
  await expect(page.getByText(say('notices.saved'))).toBeVisible();
  // In a lower window, the fixed tabs cover a part of one box, until the user scrolls.
  await page.setViewportSize({ width: 390, height: 1_400 });
  await expectSoundPage(page);
  await page.reload();
  await expect(booking).toBeChecked();

  await page.goto('/concerts/3'); // opens a week after the seed
  await page.getByRole('button', { name: say('catalog.follow.off') }).click();
  await expect(page.getByRole('button', { name: say('catalog.follow.on') })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: say('catalog.follow.on') })).toBeVisible();

  const tools = await context.newPage();
  const devtools = await context.newCDPSession(tools);
  const { worker, registrationId } = await registered(page, devtools);
  expect(await subscribe(page, { ...service.browser(), language: 'ko' })).toBe(200);
  await page.goto('about:blank');
  await queue.admitNext();
  await expect.poll(() => service.received.length, { timeout: 5_000 }).toBe(1);
  const [push] = service.received;
  await devtools.send('ServiceWorker.deliverPushMessage', {
    origin: new URL(baseURL ?? '').origin,
    registrationId,
    data: push?.plain ?? '',
  });
  await expect
    .poll(() => shown(worker))
    .toEqual([
      {
        title: push?.message.title,
        body: expect.stringMatching(/^(오전|오후) \d+:\d\d까지 들어와/),
        path: queuePath,
      },
    ]);
  // A press opens the page of the turn. A test has no press on the system's notification.
  const opened = await worker.evaluate(async () => {
    const { registration, clients } = self as unknown as ServiceWorkerGlobal & {
      clients: { openWindow: (url: string) => Promise<null> };
    };
    const [notification] = await registration.getNotifications();
    return new Promise<string>((resolve) => {
      clients.openWindow = (url) => {
        resolve(url);
        return Promise.resolve(null);
      };
      self.dispatchEvent(
        Object.assign(new Event('notificationclick'), { notification, waitUntil: () => undefined }),
      );
    });
  });
  expect(new URL(opened).pathname).toBe(queuePath);
  await page.goto(queuePath);
  await expect(page).toHaveURL(at(datesPath));
});

test(
  'a hidden page announces the turn as chosen: by sound, vibration and notification',
  { tag: '@desktop' },
  async ({ page, context, queue, say }) => {
    await allowNotifications(context);
    await canBeHidden(page);
    await page.addInitScript(() => {
      const done = { tones: 0, vibrations: 0 };
      Object.assign(window, { done });
      window.AudioContext = class extends AudioContext {
        override createOscillator() {
          done.tones++;
          return super.createOscillator();
        }
      };
      navigator.vibrate = () => {
        done.vibrations++;
        return true;
      };
    });
    const done = () =>
      page.evaluate(() => (window as unknown as { done: Record<string, number> }).done);
    await queue.enter();
    await expect(queue.atPlace(1)).toBeVisible();
    await page.getByRole('button', { name: say('notices.alert.turnOn') }).click();
    await page.getByLabel(say('notices.alert.sound')).selectOption('BELL');
    await page.getByRole('button', { name: say('notices.alert.test') }).click();
    await expect.poll(done).toEqual({ tones: 2, vibrations: 1 });
    await expectSoundPage(page);
    await page.reload();
    await page.getByRole('button', { name: say('notices.alert.settings') }).click();
    await expect(page.getByLabel(say('notices.alert.sound'))).toHaveValue('BELL');
    await expect(queue.atPlace(1)).toBeVisible();
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
    await setHidden(page, true);
    await queue.admitNext();
    await expect
      .poll(() => shown(worker), { timeout: 3_000 })
      .toMatchObject([{ title: expect.stringContaining(say('queue.activeTitle')) }]);
    expect((await shown(worker))[0]?.body).toMatch(/\d+:\d\d/);
    expect(await done()).toEqual({ tones: 2, vibrations: 1 });
  },
);
