'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { api } from '../api.ts';
import type { Concert } from '../catalog/concert.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { useServerTime } from '../server-clock.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { amountOf } from '../wallet/amount.ts';
import { AmountField } from '../wallet/amount-field.tsx';
import type { OwnWish } from './own-wish.ts';

/** Largest party of a wish. */
const partyMax = 4;

/** An empty list means any. */
interface Choice {
  dates: number[];
  grades: string[];
  party: number;
  together: boolean;
  ceiling: string;
}

const choiceOf = (wish: OwnWish | null): Choice => ({
  dates: wish === null || wish.performances === 'any' ? [] : wish.performances,
  grades: wish === null || wish.grades === 'any' ? [] : wish.grades,
  party: wish?.party ?? 1,
  together: wish?.together ?? true,
  ceiling: wish?.priceMax?.toLocaleString('en-US') ?? '',
});

/** Joins the waitlist, or changes the wish. */
export function WishForm({ concert, wish }: { concert: Concert; wish: OwnWish | null }) {
  const t = useTranslations('waitlist.form');
  const refusalText = useRefusalText();
  const utils = api.useUtils();
  const [choice, setChoice] = useState(choiceOf(wish));
  const [isBad, setBad] = useState(false);
  const join = api.waitlist.join.useMutation({ onSettled: () => utils.waitlist.invalidate() });
  const change = (part: Partial<Choice>) => setChoice({ ...choice, ...part });
  const send = () => {
    const { dates, grades, party, together, ceiling } = choice;
    const priceMax = ceiling === '' ? null : amountOf(ceiling);
    setBad(ceiling !== '' && priceMax === null);
    if (join.isPending || (ceiling !== '' && priceMax === null)) return;
    join.mutate({
      concertId: concert.concertId,
      performances: dates.length === 0 ? 'any' : dates,
      grades: grades.length === 0 ? 'any' : grades,
      party,
      together,
      ...(priceMax !== null && { priceMax }),
    });
  };
  return (
    <Card>
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <h2 className="text-xl font-bold">{t(wish === null ? 'title' : 'change')}</h2>
        <Dates {...{ concert, choice, change }} />
        <Grades {...{ concert, choice, change }} />
        <Party {...{ choice, change }} />
        <AmountField
          label={t('ceiling')}
          hint={t('ceilingHint')}
          value={choice.ceiling}
          onChange={(ceiling) => change({ ceiling })}
          error={isBad ? t('ceilingBad') : undefined}
        />
        {wish !== null && <p className="text-sm text-muted">{t('rankRule')}</p>}
        {join.error !== null && <Notice tone="danger">{refusalText(join.error)}</Notice>}
        <Button type="submit" aria-disabled={join.isPending} className="min-h-13 text-lg">
          {t(wish === null ? 'join' : 'save')}
        </Button>
      </form>
    </Card>
  );
}

interface PartProps {
  choice: Choice;
  change: (part: Partial<Choice>) => void;
}

function Dates({ concert, choice: { dates }, change }: PartProps & { concert: Concert }) {
  const t = useTranslations('waitlist.form');
  const { moment } = useFormats();
  const now = useServerTime();
  const ahead = concert.dates.filter(({ startsAt }) => now === null || Date.parse(startsAt) > now);
  if (ahead.length < 2) return null;
  return (
    <Choices legend={t('dates')} hint={t('anyDate')}>
      {ahead.map(({ performanceId, startsAt }) => (
        <Check
          key={performanceId}
          checked={dates.includes(performanceId)}
          onToggle={() => change({ dates: toggled(dates, performanceId) })}
        >
          {moment(startsAt)}
        </Check>
      ))}
    </Choices>
  );
}

function Grades({ concert, choice: { grades }, change }: PartProps & { concert: Concert }) {
  const t = useTranslations('waitlist.form');
  const { won } = useFormats();
  const all = new Map(
    concert.dates.flatMap((date) => date.grades.map(({ grade, price }) => [grade, price] as const)),
  );
  if (all.size < 2) return null;
  return (
    <Choices legend={t('grades')} hint={t('anyGrade')}>
      {[...all].map(([grade, price]) => (
        <Check
          key={grade}
          checked={grades.includes(grade)}
          onToggle={() => change({ grades: toggled(grades, grade) })}
        >
          {grade} · {won(price)}
        </Check>
      ))}
    </Choices>
  );
}

function Party({ choice: { party, together }, change }: PartProps) {
  const t = useTranslations('waitlist.form');
  return (
    <Choices legend={t('party')} hint={t('partyHint')}>
      <div className="flex gap-2">
        {Array.from({ length: partyMax }, (_, at) => at + 1).map((count) => (
          <label
            key={count}
            className="flex min-h-11 flex-1 items-center justify-center gap-1.5 rounded-xl border border-edge has-checked:border-accent has-checked:bg-accent-soft has-checked:font-bold"
          >
            <input
              type="radio"
              name="party"
              className="accent-accent"
              checked={party === count}
              onChange={() => change({ party: count })}
            />
            {t('count', { count })}
          </label>
        ))}
      </div>
      {party > 1 && (
        <Check checked={together} onToggle={() => change({ together: !together })}>
          {t('together')}
        </Check>
      )}
    </Choices>
  );
}

interface ChoicesProps {
  legend: string;
  hint: string;
  children: ReactNode;
}

function Choices({ legend, hint, children }: ChoicesProps) {
  return (
    <fieldset className="flex flex-col">
      <legend className="font-semibold">{legend}</legend>
      <p className="mb-1 text-sm text-muted">{hint}</p>
      {children}
    </fieldset>
  );
}

interface CheckProps {
  checked: boolean;
  onToggle: () => void;
  children: ReactNode;
}

function Check({ checked, onToggle, children }: CheckProps) {
  return (
    <label className="flex min-h-11 items-center gap-2.5">
      <input
        type="checkbox"
        className="size-5 accent-accent"
        checked={checked}
        onChange={onToggle}
      />
      {children}
    </label>
  );
}

const toggled = <T,>(chosen: T[], value: T): T[] =>
  chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
