'use client';

import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import type { Booking } from '../booking.ts';
import { useFormats } from '../format.tsx';
import { arrowStep } from './arrow-step.ts';
import { useBookingText } from './booking-text.tsx';
import { QrCode } from './qr-code.tsx';
import { ShortCode } from './short-code.tsx';
import type { ValidTicket } from './ticket.ts';

interface TicketScreenProps {
  booking: Booking;
  tickets: ValidTicket[];
  at: number;
  onGo: (next: number) => void;
  onClose: () => void;
}

/**
 * Shows a ticket on the whole screen for the door: white in every theme, without scrolling, and the
 * screen stays on. Arrow keys change the ticket. The browser's dialog traps the focus and closes on
 * Escape.
 */
export function TicketScreen({ booking, tickets, at, onGo, onClose }: TicketScreenProps) {
  const t = useTranslations('tickets');
  const { moment } = useFormats();
  const { title } = useBookingText(booking);
  const dialog = useModal((event) => {
    const next = arrowStep(event, at, tickets.length);
    if (next !== null) onGo(next);
  });
  useWakeLock();
  const ticket = tickets[at];
  if (ticket === undefined) return null;
  const { seat, grade, token, shortCode } = ticket;
  return (
    <dialog
      ref={dialog}
      aria-label={t('deck.screen', { seat })}
      onClose={onClose}
      className="fixed inset-0 m-0 h-dvh max-h-none w-screen max-w-none overflow-hidden overscroll-contain border-0 bg-white p-4 text-black scheme-light print:hidden"
    >
      <div className="flex h-full flex-col items-center justify-center gap-3 text-center short:flex-row short:gap-8">
        <div>
          <p className="line-clamp-1 font-bold">{title}</p>
          <p className="text-sm">
            <time dateTime={booking.startsAt}>{moment(booking.startsAt)}</time>
          </p>
          <h2 aria-live="polite" className="mt-1 text-4xl font-extrabold">
            {t('seatAndGrade', { seat, grade })}
          </h2>
        </div>
        <QrCode
          text={token}
          label={t('qrLabel', { seat })}
          className="aspect-square w-[min(100%,58dvh)] max-w-lg min-w-60 short:w-[min(50%,86dvh)]"
        />
        <div className="flex flex-col items-center gap-2">
          <ShortCode code={shortCode} />
          <p className="text-sm">
            {t('holder')} <bdi className="font-semibold">{booking.holder}</bdi>
          </p>
          <Steps count={tickets.length} at={at} onGo={onGo} />
        </div>
      </div>
      <div className="absolute top-2 right-2">
        <Round label={t('deck.close')} onPress={() => dialog.current?.close()}>
          <X aria-hidden className="size-6" />
        </Round>
      </div>
    </dialog>
  );
}

/** Opens the dialog. `onKey` receives each key, because a dialog takes no listeners of its own. */
function useModal(onKey: (event: KeyboardEvent) => void) {
  const dialog = useRef<HTMLDialogElement>(null);
  const receive = useEffectEvent(onKey);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
    document.addEventListener('keydown', receive);
    return () => document.removeEventListener('keydown', receive);
  }, []);
  return dialog;
}

interface StepsProps extends Pick<TicketScreenProps, 'at' | 'onGo'> {
  count: number;
}

function Steps({ count, at, onGo }: StepsProps) {
  const t = useTranslations('tickets.deck');
  if (count < 2) return null;
  return (
    <div className="flex items-center gap-4">
      <Round label={t('previous')} isOff={at === 0} onPress={() => onGo(at - 1)}>
        <ChevronLeft aria-hidden className="size-6" />
      </Round>
      <span className="font-semibold tabular-nums">{`${at + 1}/${count}`}</span>
      <Round label={t('next')} isOff={at === count - 1} onPress={() => onGo(at + 1)}>
        <ChevronRight aria-hidden className="size-6" />
      </Round>
    </div>
  );
}

interface RoundProps {
  label: string;
  isOff?: boolean;
  onPress: () => void;
  children: ReactNode;
}

/** Its colours do not depend on the theme. */
function Round({ label, isOff = false, onPress, children }: RoundProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-disabled={isOff}
      onClick={() => {
        if (!isOff) onPress();
      }}
      className="flex size-12 items-center justify-center rounded-full border border-neutral-400 bg-white outline-black aria-disabled:cursor-not-allowed aria-disabled:text-neutral-400"
    >
      {children}
    </button>
  );
}

const isSupported = (): boolean => 'wakeLock' in navigator;

/**
 * Keeps the screen on while the component is mounted. Browsers refuse on plain HTTP or with a low
 * battery, and end the lock when the tab is hidden; the hook then asks again.
 */
function useWakeLock(): void {
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
