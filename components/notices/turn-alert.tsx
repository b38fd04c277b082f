'use client';

import { Bell, BellRing } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useFormats } from '../format.tsx';
import type { PlaceState } from '../place-state.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { announceTurn, tryAlert } from './announce-turn.ts';
import { askPermission, registerWorker } from './push-device.ts';
import { readTurnAlert, saveTurnAlert, type TurnAlertChoice } from './turn-alert-choice.ts';
import { openAudio, type Sound, sounds } from './turn-sound.ts';

interface TurnAlertProps {
  place: PlaceState | null;
  concert: string;
  /** Page that a notification opens. */
  path: string;
}

/** Keeps the height of the loading card, so that nothing below moves. */
const turnAlertLooks = 'min-h-22 p-5';

/**
 * Offers to announce the turn on this device. Asks for the permission only after the press, and is
 * silent without a choice. Remembers the choice.
 */
export function TurnAlert({ place, concert, path }: TurnAlertProps) {
  const t = useTranslations('notices.alert');
  const [choice, setChoice] = useState(readTurnAlert);
  const [isBlocked, setBlocked] = useState(false);
  // Closed at first, so that a remembered choice moves nothing below.
  const [isOpen, setOpen] = useState(false);
  // Any press opens the audio again after a reload.
  useEffect(() => {
    if (!choice.isOn || choice.sound === 'NONE') return;
    const open = () => void openAudio();
    document.addEventListener('pointerdown', open, { once: true });
    return () => document.removeEventListener('pointerdown', open);
  }, [choice]);
  useAnnouncedTurn(place, choice, { concert, path });
  const choose = (next: TurnAlertChoice) => {
    saveTurnAlert(next);
    setChoice(next);
  };
  const turnOn = async () => {
    void openAudio();
    choose({ ...choice, isOn: true });
    setOpen(true);
    const isGranted = (await askPermission()) === 'granted';
    setBlocked(!isGranted);
    if (isGranted) await registerWorker();
  };
  return (
    <Card className={turnAlertLooks}>
      <div className="flex items-center gap-3">
        {choice.isOn ? (
          <BellRing aria-hidden className="size-5 shrink-0 text-accent" />
        ) : (
          <Bell aria-hidden className="size-5 shrink-0 text-muted" />
        )}
        <p className="min-w-0 flex-1 font-semibold">{t(choice.isOn ? 'isOn' : 'title')}</p>
        <Button
          variant="secondary"
          className="px-4"
          aria-expanded={choice.isOn ? isOpen : undefined}
          onClick={() => (choice.isOn ? setOpen(!isOpen) : void turnOn())}
        >
          {t(choice.isOn ? 'settings' : 'turnOn')}
        </Button>
      </div>
      {choice.isOn && isOpen && <Options choice={choice} isBlocked={isBlocked} onChoose={choose} />}
    </Card>
  );
}

interface OptionsProps {
  choice: TurnAlertChoice;
  isBlocked: boolean;
  onChoose: (choice: TurnAlertChoice) => void;
}

function Options({ choice, isBlocked, onChoose }: OptionsProps) {
  const t = useTranslations('notices.alert');
  const test = () => void openAudio().then(() => tryAlert(choice));
  return (
    <div className="mt-3 flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <label className="flex min-h-11 items-center gap-2">
          {t('sound')}
          <select
            value={choice.sound}
            onChange={(event) => onChoose({ ...choice, sound: event.target.value as Sound })}
            className="min-h-11 rounded-xl border border-line bg-surface px-3"
          >
            {sounds.map((sound) => (
              <option key={sound} value={sound}>
                {t(sound)}
              </option>
            ))}
          </select>
        </label>
        <label className="flex min-h-11 items-center gap-2">
          <input
            type="checkbox"
            checked={choice.vibrates}
            onChange={(event) => onChoose({ ...choice, vibrates: event.target.checked })}
            className="size-6 accent-accent"
          />
          {t('vibrates')}
        </label>
        <Button variant="ghost" className="underline" onClick={test}>
          {t('test')}
        </Button>
        <Button
          variant="ghost"
          className="underline"
          onClick={() => onChoose({ ...choice, isOn: false })}
        >
          {t('turnOff')}
        </Button>
      </div>
      <p role="status" className="text-sm text-muted">
        {isBlocked ? t('blocked') : t('limits')}
      </p>
    </div>
  );
}

/** Announces the turn once, after a wait that this page has seen. */
function useAnnouncedTurn(
  place: PlaceState | null,
  choice: TurnAlertChoice,
  { concert, path }: { concert: string; path: string },
): void {
  const [t, queue] = [useTranslations('notices.alert'), useTranslations('queue')];
  const { time } = useFormats();
  const waits = useRef(false);
  const state = place?.state;
  const until = place?.expiresAt ?? null;
  useEffect(() => {
    const hasBegun = waits.current && state === 'ACTIVE';
    waits.current = state === 'WAITING';
    if (!hasBegun || !choice.isOn) return;
    announceTurn(choice, {
      title: `${queue('activeTitle')} · ${concert}`,
      body: until === null ? '' : t('body', { time: time(until) }),
      path,
    });
  }, [state, until, choice, concert, path, t, queue, time]);
}
