import { askBrowser } from '../ask-browser.ts';

/** What pushes can do on this device. */
export type DeviceState = 'unsupported' | 'blocked' | 'off' | 'on' | 'failed';

const workers = (): ServiceWorkerContainer | undefined =>
  (navigator as Partial<Navigator>).serviceWorker;
const isSupported = (): boolean =>
  workers() !== undefined && 'PushManager' in window && 'Notification' in window;

/** Registers the service worker of the site, which shows pushes. Null if the browser refuses. */
export async function registerWorker(): Promise<ServiceWorkerRegistration | null> {
  try {
    await workers()?.register('/sw.js');
    return (await workers()?.ready) ?? null;
  } catch (error) {
    // The browser blocks service workers, as in some private modes, or the network is gone.
    if (!(error instanceof Error)) throw error;
    return null;
  }
}

/** Returns the state without a question to the user and without a registration. */
export async function deviceState(): Promise<DeviceState> {
  if (!isSupported()) return 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  const registration = await workers()?.getRegistration('/');
  const subscription = await registration?.pushManager.getSubscription();
  return subscription ? 'on' : 'off';
}

/** Asks for the permission, and subscribes this device with the server's public key. */
export async function turnOn(key: string, language: string): Promise<DeviceState> {
  if (!isSupported()) return 'unsupported';
  if ((await askPermission()) !== 'granted') return 'blocked';
  const registration = await registerWorker();
  if (registration === null) return 'failed';
  try {
    const subscription = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: key,
    });
    const isStored = await post('/api/push/subscribe', { ...subscription.toJSON(), language });
    if (!isStored) await subscription.unsubscribe();
    return isStored ? 'on' : 'failed';
  } catch (error) {
    if (!(error instanceof Error)) throw error; // the browser's push service refuses
    return 'failed';
  }
}

/** Ends the subscription of this device, also for a user who signs out. */
export async function turnOff(): Promise<DeviceState> {
  const registration = await workers()?.getRegistration('/');
  const subscription = await registration?.pushManager.getSubscription();
  if (!subscription) return 'off';
  await post('/api/push/unsubscribe', { endpoint: subscription.endpoint });
  await subscription.unsubscribe();
  return 'off';
}

/** Asks the user once. Returns the answer, or 'denied' without notifications. */
export async function askPermission(): Promise<NotificationPermission> {
  if (!('Notification' in window)) return 'denied';
  return Notification.permission === 'default'
    ? ((await askBrowser(() => Notification.requestPermission()).answer) ?? 'denied')
    : Notification.permission;
}

async function post(path: string, body: object): Promise<boolean> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((error: unknown) => {
    if (!(error instanceof TypeError)) throw error;
    return null; // the network is gone
  });
  return answer?.ok === true;
}
