'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { clockTime, useFormats } from '../../format.tsx';
import { givenReason, useActionName } from '../actions.ts';
import { cn } from '../../ui/cn.ts';
import { useLive } from '../live/live-concert.tsx';
import type { LiveEvent } from '../live/types.ts';
import { shortId } from '../seat-words.ts';
import { useMay } from '../staff.tsx';
import { inverseOfEntry } from '../undo.ts';
import { useUndo } from '../undo-provider.tsx';
import { useSendPolicy } from '../use-queue-set.ts';
import { useChangesInWords } from './use-marks.ts';

const groups = {
  all: null,
  money: ['PAID', 'CANCELLED', 'REFUNDED'],
  line: ['JOINED', 'HELD', 'RELEASED', 'EXPIRED'],
  control: ['CONTROL'],
} as const satisfies Record<string, readonly LiveEvent['kind'][] | null>;
type Group = keyof typeof groups;
const groupNames = Object.keys(groups) as Group[];

const isIn = (group: Group, { kind }: LiveEvent) => {
  const kinds: readonly LiveEvent['kind'][] | null = groups[group];
  return kinds === null || kinds.includes(kind);
};

/** The list scrolls, so the keyboard must reach it. */
const scroller = { tabIndex: 0 };

/** Lists the latest events, the newest first. A change of the policy can be undone. */
export function Events() {
  const t = useTranslations('console.events');
  const { events, knowsEvents } = useLive();
  const [group, setGroup] = useState<Group>('all');
  const shown = events.filter((event) => isIn(group, event));
  return (
    <section
      aria-labelledby="events"
      className="flex min-h-0 min-w-0 flex-col gap-2 rounded-2xl border border-line bg-surface px-4 py-2.5"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="events" className="text-sm font-bold">
          {t('title')}
        </h2>
        <div role="group" aria-label={t('filter')} className="flex text-sm">
          {groupNames.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={group === name}
              onClick={() => setGroup(name)}
              className="min-h-8 rounded-full px-2.5 text-muted aria-pressed:bg-raised aria-pressed:font-bold aria-pressed:text-ink"
            >
              {t(`group.${name}`)}
            </button>
          ))}
        </div>
      </div>
      {shown.length === 0 ? (
        <p className="text-sm text-muted">{t(knowsEvents ? 'empty' : 'connecting')}</p>
      ) : (
        <ol
          {...scroller}
          aria-labelledby="events"
          className="max-h-80 min-h-0 overflow-y-auto text-sm xl:max-h-none"
        >
          {shown.map((event) => (
            <Row key={event.eventId} event={event} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Row({ event }: { event: LiveEvent }) {
  const { won } = useFormats();
  const { at, kind, amount } = event;
  const isOut = kind === 'REFUNDED' || kind === 'CANCELLED';
  return (
    <li className="flex min-h-8 items-center gap-3 border-b border-line py-1 last:border-0">
      <time dateTime={at} className="shrink-0 text-muted tabular-nums">
        {clockTime(Date.parse(at))}
      </time>
      <Sentence event={event} />
      {amount !== null && kind !== 'HELD' && (
        <span
          className={cn(
            'ml-auto shrink-0 text-right whitespace-nowrap tabular-nums',
            isOut && 'text-danger',
          )}
        >
          {isOut ? '–' : ''}
          {won(amount)}
        </span>
      )}
      <Undo event={event} />
    </li>
  );
}

function Sentence({ event }: { event: LiveEvent }) {
  const t = useTranslations();
  const { number } = useFormats();
  const inWords = useChangesInWords();
  const actionName = useActionName();
  const { kind, userId, name, seats, people, action } = event;
  const reason = givenReason(action, event.reason);
  if (kind === 'CONTROL') {
    return (
      <p className="min-w-0 flex-1 text-warning">
        {actionName(action ?? '')}
        {action === 'queue.set' && <> · {inWords(event)}</>}
        {reason !== null && <q className="ml-1">{reason}</q>}
      </p>
    );
  }
  return (
    <p className="min-w-0 flex-1">
      {userId !== null && kind !== 'JOINED' && <bdi>{name ?? shortId(userId)} · </bdi>}
      {t(`console.events.kind.${kind}`, {
        seats: seats.join('·'),
        people: number(people ?? 1),
      })}
    </p>
  );
}

/** Restores the values before a change of the policy. */
function Undo({ event }: { event: LiveEvent }) {
  const t = useTranslations('console');
  const may = useMay();
  const { concertId } = useLive();
  const send = useSendPolicy(concertId);
  const { undo, isPending } = useUndo();
  const input = inverseOfEntry(concertId, event, t('undoOf', { reason: event.reason ?? '' }));
  if (event.kind !== 'CONTROL' || input === null || !may('manage')) return null;
  return (
    <button
      type="button"
      onClick={() => undo(() => send(input))}
      aria-disabled={isPending}
      className="ml-auto min-h-8 shrink-0 rounded-lg px-2 font-semibold text-accent hover:bg-raised"
    >
      {t('undo')}
    </button>
  );
}
