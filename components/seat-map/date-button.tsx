'use client';

import { ChevronDown } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';

// Loads the sheet when it opens, because its code is larger than the button's.
const DatesSheet = dynamic(async () => (await import('./dates-sheet.tsx')).DatesSheet);

interface DateButtonProps {
  concertId: number;
  startsAt: string;
  /** True if the concert has other dates. */
  hasDates: boolean;
  heldPerformanceId: number | undefined;
  /** Replaces the sheet without a connection. */
  onRefused: (() => void) | undefined;
}

/** Names the date, and opens a sheet with the other dates. */
export function DateButton({ startsAt, hasDates, onRefused, ...shown }: DateButtonProps) {
  const t = useTranslations('seating.dates');
  const { moment } = useFormats();
  const [isOpen, setOpen] = useState(false);
  const text = moment(startsAt);
  if (!hasDates) return <p className="truncate text-sm text-muted">{text}</p>;
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => (onRefused === undefined ? setOpen(true) : onRefused())}
        className="-my-1 flex min-h-7 max-w-full items-center self-start gap-0.5 rounded-lg text-sm text-muted hover:bg-raised"
      >
        <span className="truncate">{text}</span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-accent" />
        <span className="sr-only">{t('other')}</span>
      </button>
      {isOpen && <DatesSheet {...shown} onClose={() => setOpen(false)} />}
    </>
  );
}
