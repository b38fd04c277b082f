'use client';

import { CircleCheck, CircleDashed } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { MouseEvent } from 'react';
import type { FieldPath } from './fields.ts';
import { useLackingText } from './words.ts';

/** Names of the controls that resolve each word of the checklist. */
const controls: Readonly<Record<string, FieldPath | 'add-date'>> = {
  titleEn: 'title.en',
  venueEn: 'venue.en',
  descriptionKo: 'description.ko',
  descriptionEn: 'description.en',
  noticesEn: 'notices.en',
  poster: 'posterId',
  dates: 'add-date',
  futureDates: 'add-date',
  seats: 'add-date',
  opening: 'opensAt',
  queueOpening: 'lineOpensAt',
  closing: 'closesAt',
};

function reach(event: MouseEvent, name: string): void {
  const control = document.querySelector<HTMLElement>(`[name="${name}"]`);
  if (control === null) return;
  event.preventDefault();
  control.focus({ preventScroll: true });
  control.scrollIntoView({ block: 'center' });
}

/** Lists what a draft lacks before its publication, each with a link to its control. */
export function Checklist({ lacking }: { lacking: readonly string[] }) {
  const t = useTranslations('editing.life');
  const text = useLackingText();
  if (lacking.length === 0)
    return (
      <p className="flex items-center gap-2 font-semibold text-success">
        <CircleCheck aria-hidden className="size-5" />
        {t('ready')}
      </p>
    );
  return (
    <div>
      <p className="font-semibold">{t('lacking', { count: lacking.length })}</p>
      <ul className="mt-2 flex flex-col gap-1">
        {lacking.map((word) => {
          const name = controls[word];
          return (
            <li key={word} className="flex items-center gap-2">
              <CircleDashed aria-hidden className="size-5 shrink-0 text-warning" />
              <a
                href={`#${name === 'add-date' ? 'dates' : 'texts'}`}
                onClick={(event) => name !== undefined && reach(event, name)}
                className="inline-flex min-h-6 items-center text-accent underline"
              >
                {text(word)}
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
