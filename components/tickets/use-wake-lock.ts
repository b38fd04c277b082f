import { useEffect } from 'react';

const isSupported = (): boolean => 'wakeLock' in navigator;

/**
 * Keeps the screen on while the component is mounted. Browsers refuse on plain HTTP or with a low
 * battery, and end the lock when the tab is hidden; the hook then asks again.
 */
export function useWakeLock(): void {
  useEffect(() => {
    if (!isSupported()) return undefined;
    let isOver = false;
    let lock: WakeLockSentinel | null = null;
    const release = () => void lock?.release().catch(() => undefined);
    const request = () => {
      if (document.visibilityState !== 'visible') return;
      navigator.wakeLock.request('screen').then(
        (granted) => {
          lock = granted;
          if (isOver) release();
        },
        () => undefined,
      );
    };
    request();
    document.addEventListener('visibilitychange', request);
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', request);
      release();
    };
  }, []);
}
