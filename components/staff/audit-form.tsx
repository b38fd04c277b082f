import Form from 'next/form';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import { useAddress } from '../navigation.ts';
import { Link } from '../navigation.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { actions, useActionName } from '../admin/actions.ts';
import type { FilterName, TypedFilter } from './audit-filter.ts';
import { type ConcertName, useConcertTitle } from './concert-names.ts';

interface AuditFormProps {
  typed: TypedFilter;
  wrong: FilterName[];
  concerts: ConcertName[];
}

/** Writes the filters into the page's address, so that a filtered page can be shared. */
export function AuditForm({ typed, wrong, concerts }: AuditFormProps) {
  const t = useTranslations('staff.audit');
  const titleOf = useConcertTitle(concerts);
  const actionName = useActionName();
  const error = (name: FilterName) => (wrong.includes(name) ? t(`wrong.${name}`) : undefined);
  return (
    <Form
      key={JSON.stringify(typed)}
      action={useAddress()('/admin/audit')}
      className="grid gap-4 rounded-2xl border border-line bg-surface p-4 sm:grid-cols-2"
    >
      <Field
        name="person"
        label={t('person')}
        hint={t('personHint')}
        error={error('person')}
        defaultValue={typed.person}
        autoComplete="off"
        spellCheck={false}
      />
      <Select name="concert" label={t('concert')} value={typed.concert}>
        <option value="">{t('anyConcert')}</option>
        {concerts.map(({ concertId }) => (
          <option key={concertId} value={concertId}>
            {titleOf(concertId)}
          </option>
        ))}
      </Select>
      <Select name="action" label={t('action')} value={typed.action}>
        <option value="">{t('anyAction')}</option>
        {actions.map((action) => (
          <option key={action} value={action}>
            {actionName(action)}
          </option>
        ))}
      </Select>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(10rem,1fr))] gap-3">
        {(['from', 'to'] as const).map((name) => (
          <Field
            key={name}
            type="date"
            name={name}
            label={t(name)}
            error={error(name)}
            defaultValue={typed[name]}
          />
        ))}
      </div>
      <div className="flex flex-wrap gap-2 sm:col-span-2">
        <Button type="submit">{t('apply')}</Button>
        {Object.keys(typed).length > 0 && (
          <Link href="/admin/audit" className={buttonClass('secondary')}>
            {t('clear')}
          </Link>
        )}
      </div>
    </Form>
  );
}

interface SelectProps {
  name: FilterName;
  label: string;
  value: string | undefined;
  children: ReactNode;
}

function Select({ name, label, value, children }: SelectProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <select
        id={id}
        name={name}
        defaultValue={value}
        className="min-h-11 w-full min-w-0 rounded-xl border border-edge bg-surface px-3 text-base text-ink"
      >
        {children}
      </select>
    </div>
  );
}
