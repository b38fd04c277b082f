'use client';

import dynamic from 'next/dynamic';
import { useFormatter, useTranslations } from 'next-intl';
import { type SubmitEvent, useEffect, useState } from 'react';
import { Link } from '../navigation.ts';
import { serverNow } from '../server-clock.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Heading } from '../ui/heading.tsx';
import { Page } from '../ui/page.tsx';
import type { Stage } from './practice-link.ts';
import { type Pace, paces, PracticeSale } from './practice-sale.ts';

// Loads the seat page with the countdown, because its code is larger than this page's.
const loadHall = async () => (await import('./practice-hall.tsx')).PracticeHall;
const PracticeHall = dynamic(loadHall, { ssr: false });

const countdownSeconds = 3;

interface Result {
  pace: Pace;
  /** The user's seats; none if the hall sold out before. */
  seats: number[];
  /** Time since the opening. */
  tookMs: number;
  /** Number of calls for seats that another buyer had taken. */
  lost: number;
}

type Scene =
  | { is: 'choice' }
  | { is: 'countdown'; pace: Pace }
  | { is: 'sale'; stage: Stage }
  | { is: 'result'; result: Result };

/** A sale to practise on: the real seat page against simulated buyers. Nothing leaves the browser. */
export function Practice() {
  const [scene, setScene] = useState<Scene>({ is: 'choice' });
  const choose = () => setScene({ is: 'choice' });
  const begin = (pace: Pace) => setScene({ is: 'countdown', pace });
  const open = async (pace: Pace) => {
    const stage = await openedStage(pace, (result) => setScene({ is: 'result', result }));
    setScene({ is: 'sale', stage });
  };
  switch (scene.is) {
    case 'choice':
      return <Choice onStart={begin} />;
    case 'countdown':
      return <Countdown onOver={() => void open(scene.pace)} />;
    case 'sale':
      return <PracticeHall stage={scene.stage} onLeave={choose} />;
    case 'result':
      return (
        <Outcome result={scene.result} onAgain={() => begin(scene.result.pace)} onChange={choose} />
      );
  }
}

/** Opens a sale. `onEnd` is called when the user pays, or when the hall is sold out. */
async function openedStage(pace: Pace, onEnd: (result: Result) => void): Promise<Stage> {
  const { latestMs: openedAt } = await serverNow();
  const startedAt = performance.now();
  const sinceOpening = () => performance.now() - startedAt;
  const sale = new PracticeSale(pace, Math.random);
  let lost = 0;
  const end = () => onEnd({ pace, seats: sale.mine(), tookMs: sinceOpening(), lost });
  return {
    sale,
    openedAt,
    sinceOpening,
    onLost: () => void (lost += 1),
    onPay: end,
    onSoldOut: end,
  };
}

function Choice({ onStart }: { onStart: (pace: Pace) => void }) {
  const t = useTranslations('practice');
  const start = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const chosen = new FormData(event.currentTarget).get('pace');
    onStart((Object.keys(paces) as Pace[]).find((pace) => pace === chosen) ?? 'busy');
  };
  return (
    <Page narrow title={t('title')} lead={t('lead')}>
      <Card>
        <form onSubmit={start} className="flex flex-col gap-4">
          <fieldset className="flex flex-col gap-2">
            <legend className="pb-1 font-semibold">{t('pace')}</legend>
            {(Object.keys(paces) as Pace[]).map((pace) => (
              <label
                key={pace}
                className="flex min-h-13 items-center gap-3 rounded-xl border border-line px-4 py-2 has-checked:border-accent has-checked:bg-accent-soft"
              >
                <input
                  type="radio"
                  name="pace"
                  value={pace}
                  defaultChecked={pace === 'busy'}
                  className="size-5 accent-accent"
                />
                <span className="font-bold">
                  {t(`${pace}.name`)}
                  <span className="block text-sm font-normal text-muted">{t(`${pace}.about`)}</span>
                </span>
              </label>
            ))}
          </fieldset>
          <Button type="submit" className="min-h-13 text-lg">
            {t('start')}
          </Button>
        </form>
      </Card>
      <p className="text-sm text-muted">{t('nothing')}</p>
    </Page>
  );
}

function Countdown({ onOver }: { onOver: () => void }) {
  const t = useTranslations('practice');
  const [left, setLeft] = useState(countdownSeconds);
  useEffect(() => void loadHall(), []);
  useEffect(() => {
    const timer = setTimeout(() => (left > 1 ? setLeft(left - 1) : onOver()), 1_000);
    return () => clearTimeout(timer);
  }, [left, onOver]);
  return (
    <main
      id="content"
      className="mx-auto flex min-h-[60vh] max-w-xl flex-col items-center justify-center gap-3 p-6"
    >
      <Heading focused>{t('ready')}</Heading>
      <p role="timer" aria-live="assertive" className="text-7xl font-extrabold tabular-nums">
        {left}
      </p>
    </main>
  );
}

interface OutcomeProps {
  result: Result;
  onAgain: () => void;
  onChange: () => void;
}

function Outcome({ result: { pace, seats, tookMs, lost }, onAgain, onChange }: OutcomeProps) {
  const t = useTranslations('practice');
  const { number } = useFormatter();
  const seconds = number(tookMs / 1_000, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const isSoldOut = seats.length === 0;
  return (
    <Page
      narrow
      focused
      title={t(isSoldOut ? 'soldOut' : 'took', { seconds })}
      lead={
        isSoldOut ? t('soldOutLead') : t('seats', { count: seats.length, seats: seats.join(', ') })
      }
    >
      <Card>
        <dl className="grid grid-cols-[1fr_auto] gap-y-2">
          <dt className="text-muted">{t('pace')}</dt>
          <dd className="text-right font-semibold">{t(`${pace}.name`)}</dd>
          <dt className="text-muted">{t('lost')}</dt>
          <dd className="text-right font-semibold tabular-nums">{t('times', { count: lost })}</dd>
        </dl>
      </Card>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onAgain}>{t('again')}</Button>
        <Button variant="secondary" onClick={onChange}>
          {t('change')}
        </Button>
        <Link href="/" className={buttonClass('ghost')}>
          {t('home')}
        </Link>
      </div>
    </Page>
  );
}
