'use client';

import { useTranslations } from 'next-intl';
import type { SeatFields } from '#server/seat-plan/seat-plan.schema.ts';
import { api } from '../api.ts';
import { ChangedNotice } from '../editing/changed-notice.tsx';
import type { Values } from '../editing/rebase.ts';
import { SaveBar } from '../editing/save-bar.tsx';
import { useChange } from '../admin/use-change.tsx';
import { useEditingRefusal } from '../editing/words.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useToast } from '../ui/toast.tsx';
import { planProblems, seatsOfValues } from './plan.ts';
import { useSeatSummary, type SeatStates } from './seat-words.ts';
import type { EditedPlan } from './use-plan.ts';

interface SavePlanProps {
  performanceId: number;
  plan: EditedPlan;
  states: SeatStates;
  reload: () => Promise<unknown>;
}

/** Saves the edited plan. States the problems of the plan, and the effect of new prices. */
export function SavePlan({ performanceId, plan, states, reload }: SavePlanProps) {
  const t = useTranslations('editing');
  const toast = useToast();
  const utils = api.useUtils();
  const refusalText = useEditingRefusal();
  const { version, seats, changed, conflicts } = plan;
  const save = useChange(
    (given: SeatFields[]) =>
      utils.client.admin.seats.plan.mutate({ performanceId, version, seats: given }),
    async () => {
      await reload();
      plan.dismiss();
      toast(t('seats.saved'));
    },
    reload,
  );
  const problems = planProblems(seats);
  const isIdle = changed.length === 0 || conflicts.length > 0 || problems.length > 0;
  return (
    <SaveBar>
      <SeatsChanged plan={plan} />
      {problems.map(({ field, seats: numbers }) => (
        <Notice key={field} tone="danger" title={t(`problem.${field}`)}>
          {t('seats.numbers', { seats: numbers.join(', '), count: numbers.length })}
        </Notice>
      ))}
      <PriceEffect plan={plan} states={states} />
      {save.error !== null && <Notice tone="danger">{refusalText(save.error)}</Notice>}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          aria-disabled={isIdle || save.isPending}
          onClick={() => !isIdle && !save.isPending && save.run(seats)}
        >
          {save.isPending ? t('saving') : t('seats.save')}
        </Button>
        {changed.length > 0 && (
          <Button variant="ghost" onClick={plan.reset}>
            {t('reset')}
          </Button>
        )}
        <p role="status" className="text-sm text-muted">
          {changed.length === 0 ? t('unchanged') : t('seats.changes', { count: changed.length })}
        </p>
      </div>
      {save.proof}
    </SaveBar>
  );
}

const pricesOf = (values: Values) =>
  new Map(seatsOfValues(values).map(({ seat, price }) => [seat, price]));

/** States that a new price applies to later holds only, with the seats that keep theirs. */
function PriceEffect({ plan: { mine, theirs }, states }: Pick<SavePlanProps, 'plan' | 'states'>) {
  const t = useTranslations('editing.seats');
  const [before, after] = [pricesOf(theirs), pricesOf(mine)];
  const priced = [...after].filter(([seat, price]) => (before.get(seat) ?? price) !== price);
  if (priced.length === 0) return null;
  const count = (state: string) => priced.filter(([seat]) => states.get(seat) === state).length;
  return <Notice>{t('priceEffect', { held: count('held'), sold: count('sold') })}</Notice>;
}

function SeatsChanged({ plan }: { plan: EditedPlan }) {
  const t = useTranslations('editing');
  const summary = useSeatSummary();
  const { foreign, conflicts, theirs, mine, keepMine, takeTheirs, dismiss } = plan;
  const textOf = (values: Values, number: number) => {
    const seat = seatsOfValues(values).find((each) => each.seat === number);
    return seat === undefined ? t('seats.removed') : summary(seat);
  };
  return (
    <ChangedNotice
      changes={foreign.map((seat) => ({
        key: String(seat),
        label: t('seats.one', { seat }),
        theirs: textOf(theirs, seat),
        mine: conflicts.includes(seat) ? textOf(mine, seat) : undefined,
      }))}
      onKeep={(key) => keepMine(Number(key))}
      onTake={(key) => takeTheirs(Number(key))}
      onDismiss={dismiss}
    />
  );
}
