'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Field } from '../ui/field.tsx';
import { FeeSteps } from './fee-steps.tsx';
import type { PlainPath } from './fields.ts';
import { Checkbox, Section } from './inputs.tsx';
import { TextFields } from './text-fields.tsx';
import type { ConcertForm } from './use-concert-form.ts';
import { useBinding } from './use-binding.ts';

/** All fields of a concert in one form. `poster` is the field of the poster. */
export function ConcertFieldset({ form, poster }: { form: ConcertForm; poster: ReactNode }) {
  const t = useTranslations('editing.section');
  return (
    <>
      <Section id="texts" title={t('texts')} lead={t('textsLead')}>
        <TextFields form={form} />
      </Section>
      <Section id="show" title={t('show')}>
        <Columns>
          <Plain form={form} path="ageRating" inputMode="numeric" />
          <Plain form={form} path="runningMinutes" inputMode="numeric" />
        </Columns>
        {poster}
      </Section>
      <Section id="selling" title={t('selling')} lead={t('sellingLead')}>
        <Columns>
          <Plain form={form} path="opensAt" type="datetime-local" />
          <Plain form={form} path="lineOpensAt" type="datetime-local" />
          <Plain form={form} path="closesAt" type="datetime-local" />
          <Plain form={form} path="maxSeats" inputMode="numeric" />
        </Columns>
        <Flag form={form} path="orphanRule" />
        <Flag form={form} path="verifiedEmail" />
        <FeeSteps form={form} />
      </Section>
      <Section id="queue" title={t('queue')} lead={t('queueLead')}>
        <Columns>
          <Plain form={form} path="policy.capacity" inputMode="numeric" usual />
          <Plain form={form} path="policy.ratePerMinute" inputMode="numeric" usual />
          <Plain form={form} path="holdSeconds" usual />
          <Plain form={form} path="offerSeconds" usual />
          <Plain form={form} path="policy.sessionSeconds" usual />
          <Plain form={form} path="policy.claimSeconds" usual />
          <Plain form={form} path="policy.graceSeconds" usual />
        </Columns>
      </Section>
    </>
  );
}

function Columns({ children }: { children: ReactNode }) {
  return <div className="grid gap-4 sm:grid-cols-2">{children}</div>;
}

interface PlainProps {
  form: ConcertForm;
  path: PlainPath;
  type?: 'text' | 'datetime-local';
  inputMode?: 'numeric' | 'text';
  /** True if an empty field is the default of all concerts. */
  usual?: boolean;
}

function Plain({ form, path, type = 'text', inputMode = 'text', usual = false }: PlainProps) {
  const t = useTranslations('editing');
  const bind = useBinding(form);
  return (
    <Field
      {...bind(path)}
      type={type}
      inputMode={inputMode}
      autoComplete="off"
      placeholder={usual ? t('usual') : undefined}
    />
  );
}

function Flag({ form, path }: { form: ConcertForm; path: 'orphanRule' | 'verifiedEmail' }) {
  const bind = useBinding(form);
  const { name, label, hint } = bind(path);
  return (
    <Checkbox
      {...{ name, label, hint }}
      checked={form.values[path] === 'true'}
      onChange={({ target }) => form.set(path, String(target.checked))}
    />
  );
}
