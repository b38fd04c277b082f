'use client';

import { X } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { api } from '../api.ts';
import { clock, useFormats } from '../format.tsx';
import { textIn } from '../localized.ts';
import { dropPlace } from '../place-memory.ts';
import { useTimeLeft } from '../server-clock.tsx';
import { clockShown } from '../turn/clock-shown.ts';
import { useWhenOver } from '../turn/use-when-over.ts';
import { buttonClass } from '../ui/button.tsx';
import { hrefOf, type Kept, seatsByGrade } from './kept.ts';
import { useKept } from './use-kept.ts';

export function ResumeBar({ concertIds }: { concertIds: readonly number[] }) {
  const { kept, ask } = useKept(concertIds);
  return kept === null ? null : <Bar kept={kept} onOver={ask} />;
}

/** Shows the seats with their clock, or the place, and one button. Announces changes of the kind. */
function Bar({ kept, onOver }: { kept: Kept; onOver: () => void }) {
  const t = useTranslations('site.resume');
  const common = useTranslations('common');
  const { text, time, title } = useText(kept, onOver);
  const { kind, concertId } = kept;
  return (
    <aside
      data-resume
      aria-label={t('label')}
      className="z-20 tall:sticky tall:bottom-(--tabs) border-t border-line bg-accent-soft"
    >
      <div className="mx-auto flex min-h-15 max-w-6xl items-center gap-3 py-1.5 pr-2 pl-4 sm:pr-4 sm:pl-6">
        <p className="min-w-0 flex-1 leading-snug font-semibold">
          {text}
          {time !== null && (
            <>
              {' · '}
              <span role="timer" className="tabular-nums">
                {clock(time)}
              </span>
            </>
          )}
        </p>
        <p role="status" className="sr-only">
          {kind === 'waiting' ? '' : t(`announced.${kind}`, { title })}
        </p>
        <Link
          href={hrefOf(kept)}
          prefetch={false}
          className={buttonClass(kind === 'ended' ? 'secondary' : 'primary', 'px-4')}
        >
          {t(`button.${kind}`)}
        </Link>
        {kind === 'ended' && (
          <button
            type="button"
            aria-label={common('close')}
            onClick={() => dropPlace(concertId)}
            className="flex size-11 shrink-0 items-center justify-center rounded-xl hover:bg-raised"
          >
            <X aria-hidden className="size-5" />
          </button>
        )}
      </div>
    </aside>
  );
}

/** Returns the text of the bar, the seconds left of a hold or a turn, and the concert's title. */
function useText(kept: Kept, onOver: () => void) {
  const t = useTranslations('site.resume');
  const locale = useLocale();
  const { won, number } = useFormats();
  const { concertId } = kept;
  const { data: concert } = api.catalog.concert.useQuery({ concertId }, { staleTime: Infinity });
  const title = concert === undefined ? '' : textIn(locale, concert.texts.title);
  const hold = kept.kind === 'hold' ? kept.booking : null;
  const turnLeft = useTimeLeft('expiresAt' in kept ? kept.expiresAt : null);
  const holdLeft = useTimeLeft(hold?.expiresAt ?? null);
  useWhenOver(turnLeft === 0 || holdLeft === 0, onOver);
  const time = clockShown(hold !== null, turnLeft, holdLeft).left;
  if (hold !== null) {
    const date = concert?.dates.find(({ performanceId }) => performanceId === hold.performanceId);
    const seats = seatsByGrade(hold.seats, date?.plan ?? []);
    return { title, time, text: t('hold', { seats, price: won(hold.price) }) };
  }
  if (kept.kind !== 'waiting')
    return { title, time: kept.kind === 'turn' ? time : null, text: t(kept.kind, { title }) };
  const position = number(kept.place.position);
  return { title, time, text: t(kept.isLost ? 'lost' : 'waiting', { title, position }) };
}
