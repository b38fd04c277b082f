'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { planNameMax } from '#server/seat-plan/seat-plan.schema.ts';
import { gradesOf } from '#server/seating/rows.schema.ts';
import { api, type Outputs } from '../api.ts';
import { Trouble } from '../tickets/trouble.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Field } from '../ui/field.tsx';
import { useToast } from '../ui/toast.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { useRawChange } from '../admin/use-change.tsx';

type Plans = Outputs['admin']['plans']['list'];
type Plan = Plans[number];

/** Lists the hall plans, renames and removes them. */
export function PlanList({ plans: initialData }: { plans: Plans }) {
  const t = useTranslations('editing.plans');
  const query = api.admin.plans.list.useQuery(undefined, { initialData });
  const [change, setChange] = useState<{ plan: Plan; kind: 'rename' | 'remove' } | null>(null);
  const plans = query.data;
  const close = () => setChange(null);
  return (
    <>
      <Trouble query={query} />
      {plans.length === 0 && <p className="text-muted">{t('none')}</p>}
      <ul className="flex flex-col gap-3">
        {plans.map((plan) => (
          <li key={plan.planId}>
            <Card className="flex flex-wrap items-center gap-3">
              <div className="min-w-0 flex-1 basis-48">
                <h2 className="font-bold">{plan.name}</h2>
                <p className="text-sm text-muted">
                  {t('about', {
                    count: plan.seats.length,
                    grades: gradesOf(plan.seats)
                      .map(({ grade }) => grade)
                      .join(', '),
                  })}
                </p>
              </div>
              <Button variant="secondary" onClick={() => setChange({ plan, kind: 'rename' })}>
                {t('rename.open')}
                <span className="sr-only"> · {plan.name}</span>
              </Button>
              <Button variant="ghost" onClick={() => setChange({ plan, kind: 'remove' })}>
                {t('remove.open')}
                <span className="sr-only"> · {plan.name}</span>
              </Button>
            </Card>
          </li>
        ))}
      </ul>
      {change?.kind === 'rename' && <Rename plan={change.plan} plans={plans} onClose={close} />}
      {change?.kind === 'remove' && <Remove plan={change.plan} onClose={close} />}
    </>
  );
}

/** Keeps the seats under the new name first, so that no plan is lost in between. */
function Rename({ plan, plans, onClose }: { plan: Plan; plans: Plans; onClose: () => void }) {
  const t = useTranslations('editing.plans.rename');
  const toast = useToast();
  const utils = api.useUtils();
  const [name, setName] = useState(plan.name);
  const [isTried, setTried] = useState(false);
  const given = name.trim();
  const isTaken = plans.some((other) => other.planId !== plan.planId && other.name === given);
  const isWrong = given === '' || given.length > planNameMax;
  const rename = useRawChange(
    async (to: string) => {
      await utils.client.admin.plans.save.mutate({ name: to, seats: plan.seats });
      await utils.client.admin.plans.remove.mutate({ planId: plan.planId });
    },
    async () => {
      await utils.admin.plans.invalidate();
      toast(t('done'));
      onClose();
    },
  );
  const error = isTaken ? t('taken') : isWrong ? t('wrong', { max: planNameMax }) : undefined;
  return (
    <ConfirmDialog
      title={t('title')}
      description={t('effect')}
      confirm={t('action')}
      pending={rename.isPending}
      error={rename.error}
      onClose={onClose}
      onConfirm={() => {
        setTried(true);
        if (given === plan.name) onClose();
        else if (error === undefined) rename.run(given);
      }}
    >
      <Field
        label={t('name')}
        hint={t('hint', { max: planNameMax })}
        error={isTried ? error : undefined}
        autoComplete="off"
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
    </ConfirmDialog>
  );
}

function Remove({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const t = useTranslations('editing.plans.remove');
  const toast = useToast();
  const utils = api.useUtils();
  const remove = useRawChange(
    () => utils.client.admin.plans.remove.mutate({ planId: plan.planId }),
    async () => {
      await utils.admin.plans.invalidate();
      toast(t('done'));
      onClose();
    },
  );
  return (
    <ConfirmDialog
      title={t('title', { name: plan.name })}
      description={t('effect')}
      confirm={t('action')}
      variant="danger"
      pending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.run(undefined)}
    />
  );
}
