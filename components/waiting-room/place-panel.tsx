import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFormats } from '#components/format.tsx';
import type { PlaceState } from '#components/place-state.ts';
import { cn } from '#components/ui/cn.ts';
import { Link } from '../navigation.ts';
import { shareOf, useFirstPlace } from './first-place.ts';

interface PlacePanelProps {
  concertId: number;
  /** Null until the first answer. The panel has the same height then, so that nothing shifts. */
  place: PlaceState | null;
  /** What the page does while it knows no place. */
  status: string | null;
  /** Page that follows the turn. */
  next: string;
  children?: ReactNode;
}

/** Shows the people ahead and the way to the door. With a turn, the dot is at the door. */
export function PlacePanel({ concertId, place, status, next, children }: PlacePanelProps) {
  const t = useTranslations('queue');
  const first = useFirstPlace(concertId, place);
  const hasTurn = place?.state === 'ACTIVE';
  const ahead = place === null ? null : Math.max(0, place.position - 1);
  return (
    <>
      {hasTurn ? (
        <TurnFigure />
      ) : (
        <dl>
          <dt className="text-wait-muted">{t('place')}</dt>
          <dd className="mt-1 h-16">{ahead !== null && <AheadFigure count={ahead} />}</dd>
        </dl>
      )}
      <Track share={hasTurn ? 1 : ahead === null ? null : shareOf(first, ahead)} />
      <Captions first={place === null ? null : first} ahead={hasTurn ? 0 : ahead} />
      <div className="mt-4 flex min-h-27 flex-col gap-3">
        {status !== null && (
          <p role="status" className="font-semibold">
            {status}
          </p>
        )}
        {hasTurn ? <Enter path={next} /> : children}
      </div>
    </>
  );
}

function AheadFigure({ count }: { count: number }) {
  const t = useTranslations('queue');
  const { number } = useFormats();
  return (
    <>
      <span className="sr-only">{t('people', { count })}</span>
      <span className="-ml-1 flex items-baseline gap-2 text-6xl font-extrabold tabular-nums min-[22rem]:text-[4rem]">
        <RollingNumber text={number(count)} />
        <span aria-hidden className="text-2xl font-bold">
          {t('peopleUnit', { count })}
        </span>
      </span>
    </>
  );
}

function TurnFigure() {
  const t = useTranslations('queue');
  return (
    <div role="status">
      <p className="text-wait-muted">{t('activeTitle')}</p>
      <p className="mt-1 flex h-16 items-center text-5xl font-extrabold text-wait motion-safe:animate-appear">
        {t('turn')}
      </p>
      <p className="sr-only">{t('activeNext')}</p>
    </div>
  );
}

function Enter({ path }: { path: string }) {
  const t = useTranslations('queue');
  return (
    <>
      <p aria-hidden>{t('activeNext')}</p>
      <Link
        href={path}
        replace
        prefetch={false}
        className="flex min-h-12 items-center self-start rounded-xl bg-wait px-6 font-bold text-wait-to"
      >
        {t('enter')}
      </Link>
    </>
  );
}

/**
 * Moves the fill and the dot by transforms, because those cause no layout shift. Null is the start,
 * without a style attribute, because the server's HTML may contain none.
 */
function Track({ share }: { share: number | null }) {
  const style =
    share === null ? {} : { transform: `translateX(${((share - 1) * 100).toFixed(2)}%)` };
  const moves = cn(
    'motion-safe:transition-transform motion-safe:duration-700',
    share === null && '-translate-x-full',
  );
  return (
    <div aria-hidden className="relative mt-5 h-3">
      <div className="absolute inset-0 overflow-hidden rounded-full border border-transparent bg-wait-track">
        <div
          className={`h-full rounded-full bg-wait forced-colors:bg-[CanvasText] ${moves}`}
          style={style}
        />
      </div>
      <div className={`absolute inset-y-0 right-3 left-3 ${moves}`} style={style}>
        <div className="absolute top-1/2 right-0 size-7 translate-x-1/2 -translate-y-1/2 rounded-full border-8 border-wait bg-white forced-colors:border-[CanvasText]" />
      </div>
    </div>
  );
}

/** Shows the start, the progress so far, and the door. */
function Captions({ first, ahead }: { first: number | null; ahead: number | null }) {
  const t = useTranslations('queue');
  const gone = first === null || ahead === null ? 0 : first - ahead;
  return (
    <div className="mt-3 flex min-h-5 flex-wrap justify-between gap-x-3 text-sm text-wait-muted">
      <p>{first !== null && first > 0 && t('firstPlace', { count: first })}</p>
      {gone > 0 && <p className="text-white">{t('gone', { count: gone })}</p>}
      <p>{t('door')}</p>
    </div>
  );
}

const digits = Array.from('0123456789');

/**
 * Rolls each digit to its new value. Keys count from the last digit, so that a digit keeps its
 * column when the number of digits changes. Hidden from screen readers; the caller names the number.
 */
function RollingNumber({ text }: { text: string }) {
  return (
    <span aria-hidden className="inline-flex leading-none">
      {Array.from(text, (character, at) => {
        const key = text.length - at;
        const digit = digits.indexOf(character);
        if (digit < 0) return <span key={key}>{character}</span>;
        return (
          <span key={key} className="h-[1em] overflow-hidden">
            <span
              className="flex flex-col motion-safe:transition-transform motion-safe:duration-700"
              style={{ transform: `translateY(-${String(digit * 10)}%)` }}
            >
              {digits.map((each) => (
                <span key={each} className="h-[1em]">
                  {each}
                </span>
              ))}
            </span>
          </span>
        );
      })}
    </span>
  );
}
