'use client';

import { Volume2, VolumeX } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { type SubmitEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { textIn } from '../localized.ts';
import { useAddress } from '../navigation.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { Camera } from './camera.tsx';
import type { Result } from './device.ts';
import type { DoorDate } from './door-dates.tsx';
import { ListState } from './list-state.tsx';
import type { Report } from './log.ts';
import { RecentScans } from './recent-scans.tsx';
import { ResultPanel } from './result-panel.tsx';
import { playResult, soundSwitch, wakeSound } from './sound.ts';
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

/** Takes a typed code. Keeps the focus in the field, so that the next code needs no press. */
function TypedCode({ onCode }: { onCode: (code: string) => void }) {
  const t = useTranslations('door');
  const [code, setCode] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    form.current?.querySelector('input')?.focus();
    if (code.trim() === '') return;
    wakeSound();
    onCode(code);
    setCode('');
  };
  return (
    <form ref={form} onSubmit={submit} className="flex items-end gap-2">
      <Field
        className="flex-1"
        label={t('typeCode')}
        value={code}
        maxLength={1_000}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        placeholder="ABCDE-12345"
        onChange={({ target }) => setCode(target.value)}
      />
      <Button type="submit">{t('check')}</Button>
    </form>
  );
}

/** Lists people whom the door let in offline, but whose tickets were used elsewhere or are void. */
function Reports({ reports, onForget }: { reports: Report[]; onForget: () => void }) {
  const t = useTranslations('door');
  const { time } = useFormats();
  if (reports.length === 0) return null;
  const textOf = ({ seat, state, at, usedAt }: Report) =>
    usedAt === null
      ? t('report.wrong', { seat: seat ?? 0, time: time(at), state: t(`state.${state}`) })
      : t('report.double', { seat: seat ?? 0, time: time(at), other: time(usedAt) });
  return (
    <Notice
      tone="danger"
      title={t('report.title', { count: reports.length })}
      actions={
        <Button variant="secondary" onClick={onForget}>
          {t('report.seen')}
        </Button>
      }
    >
      <ul className="list-disc pl-5">
        {reports.map((report) => (
          <li key={report.scanId}>{textOf(report)}</li>
        ))}
      </ul>
    </Notice>
  );
}
