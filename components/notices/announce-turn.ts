import { askBrowser } from '../ask-browser.ts';
import type { TurnAlertChoice } from './turn-alert-choice.ts';
import { play } from './turn-sound.ts';

/** Text of the notification, and the page that it opens. */
export interface TurnText {
  title: string;
  body: string;
  path: string;
}

/**
 * Announces a turn by sound, vibration, badge and notification. The notification appears only if the
 * user is elsewhere, and replaces a push about the same turn.
 */
export function announceTurn({ sound, vibrates }: TurnAlertChoice, text: TurnText): void {
  play(sound);
  if (vibrates) askBrowser(() => navigator.vibrate(vibration));
  if (document.visibilityState === 'visible') return;
  void showBadge();
  void notify(text);
}

/** Tries a choice without a notification. */
export function tryAlert({ sound, vibrates }: TurnAlertChoice): void {
  play(sound);
  if (vibrates) askBrowser(() => navigator.vibrate(vibration));
}

const vibration = [200, 100, 200, 100, 400];

async function notify({ title, body, path }: TurnText): Promise<void> {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const workers = (navigator as Partial<Navigator>).serviceWorker;
  const registration = await workers?.getRegistration('/');
  await registration?.showNotification(title, {
    body,
    tag: `turn ${path}`,
    icon: '/icon-192.png',
    data: { path },
  });
}

/** Marks the installed app until the user sees the page. */
async function showBadge(): Promise<void> {
  const badge = navigator as Partial<Navigator>;
  await badge.setAppBadge?.(1).catch(() => undefined);
  const clear = () => {
    if (document.visibilityState !== 'visible') return;
    document.removeEventListener('visibilitychange', clear);
    void badge.clearAppBadge?.().catch(() => undefined);
  };
  document.addEventListener('visibilitychange', clear);
}
