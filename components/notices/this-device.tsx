'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { type DeviceState, deviceState, turnOff, turnOn } from './push-device.ts';

/** Turns pushes on and off on this device. Asks for the permission only after a press. */
export function ThisDevice({ pushKey }: { pushKey: string | null }) {
  const t = useTranslations('notices');
  const language = useLocale();
  const [state, setState] = useState<DeviceState | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    if (pushKey !== null) void deviceState().then(setState);
  }, [pushKey]);
  const change = async (work: () => Promise<DeviceState>) => {
    setBusy(true);
    setState(await work());
    setBusy(false);
  };
  const shown = pushKey === null ? 'none' : (state ?? 'off');
  const mayChange = pushKey !== null && state !== null && state !== 'unsupported';
  return (
    <Card className="flex flex-wrap items-center justify-between gap-3 p-5">
      <div className="min-w-0 flex-1 basis-60">
        <h2 className="font-bold">{t('deviceTitle')}</h2>
        <p role="status" className="mt-1 text-sm text-muted">
          {t(`device.${shown}`)}
        </p>
      </div>
      {mayChange && (
        <Button
          variant={state === 'on' ? 'secondary' : 'primary'}
          aria-disabled={isBusy}
          onClick={() => {
            if (!isBusy)
              void change(() => (state === 'on' ? turnOff() : turnOn(pushKey, language)));
          }}
        >
          {t(state === 'on' ? 'turnOff' : 'turnOn')}
        </Button>
      )}
    </Card>
  );
}
