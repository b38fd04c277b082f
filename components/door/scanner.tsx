'use client';

import { Volume2, VolumeX } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useSyncExternalStore } from 'react';
import { useAddress } from '../navigation.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { textIn } from '../localized.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { Camera } from './camera.tsx';
import type { DoorDate } from './door-dates.tsx';
import type { Result } from './device.ts';
import { RecentScans } from './recent-scans.tsx';
import { Reports } from './reports.tsx';
import { ResultPanel } from './result-panel.tsx';
import { playResult, soundSwitch } from './sound.ts';
import { ListState } from './list-state.tsx';
import { TypedCode } from './typed-code.tsx';
import { useDoor, useDoorView } from './use-door.ts';

/** Plays each result once. Returns true if the sound is on. */
function useSound(result: Result | null): boolean {
  useEffect(() => {
    if (result !== null) playResult(result.state);
  }, [result]);
  return useSyncExternalStore(soundSwitch.subscribe, soundSwitch.isOn, () => true);
}

/** The door of one date: scans or typed codes, their results, and the latest scans. */
export function Scanner({ performanceId, date }: { performanceId: number; date: DoorDate | null }) {
  const t = useTranslations('door');
  const locale = useLocale();
  const { moment } = useFormats();
  const refusalText = useRefusalText();
  const device = useDoor(performanceId);
  const { result, isChecking, log, trouble, ...rest } = useDoorView(device);
  const isSoundOn = useSound(result);
  const scan = (code: string) => void device.scan(code);
  return (
    <Page
      narrow
      title={date === null ? t('title') : textIn(locale, date.title)}
      lead={date === null ? undefined : moment(date.startsAt)}
    >
      <ListState {...rest} queued={log.queue.length} />
      {trouble !== null && <Notice tone="danger">{refusalText(trouble)}</Notice>}
      <ResultPanel result={result} isChecking={isChecking} />
      <Camera onCode={scan} />
      <TypedCode onCode={scan} />
      <Button variant="secondary" aria-pressed={isSoundOn} onClick={soundSwitch.toggle}>
        {isSoundOn ? (
          <Volume2 aria-hidden className="size-5" />
        ) : (
          <VolumeX aria-hidden className="size-5" />
        )}
        {t('sound')}
      </Button>
      <Reports reports={log.reports} onForget={device.forgetReports} />
      <RecentScans scans={log.recent} onUndo={device.undo} />
      {/* A document of its own, as in own-document.tsx. */}
      <a href={useAddress()('/door')} className={buttonClass('ghost', 'self-start')}>
        {t('otherDate')}
      </a>
    </Page>
  );
}
