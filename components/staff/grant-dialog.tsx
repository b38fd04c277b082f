'use client';

import { useTranslations } from 'next-intl';
import { useDeferredValue, useState } from 'react';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { ReasonDialog } from '../admin/reason-dialog.tsx';
import { api } from '../api.ts';
import { refusalOf } from '../errors.ts';
import { Field } from '../ui/field.tsx';
import { useToast } from '../ui/toast.tsx';
import { accountOf } from './account-of.ts';
import type { ConcertName } from './concert-names.ts';
import { ConcertScope } from './concert-scope.tsx';
import { checkGrant, type TypedGrant } from './grant.ts';
import { roles } from './roles.tsx';
import type { Role } from './staff-nav.tsx';

interface GrantDialogProps {
  concerts: ConcertName[];
  onClose: () => void;
}

/** A whole e-mail address or a user id, for which a search is worth its cost. */
const accountPattern = /^(\S+@\S+\.\S+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Finds the account while the address is typed, so that the dialog names the person. */
function useAccount(typed: string) {
  const q = useDeferredValue(typed.trim());
  const { data } = api.admin.people.find.useQuery({ q }, { enabled: accountPattern.test(q) });
  const items = data?.items ?? [];
  const userId = q === typed.trim() ? accountOf(q, items) : null;
  return items.find((person) => person.userId === userId) ?? null;
}

/** Gives a person a role, for all concerts or for named ones. A new grant replaces the concerts. */
export function GrantDialog({ concerts, onClose }: GrantDialogProps) {
  const t = useTranslations('staff');
  const utils = api.useUtils();
  const toast = useToast();
  const [person, setPerson] = useState('');
  const account = useAccount(person);
  const [typed, setTyped] = useState<Omit<TypedGrant, 'userId'>>({
    role: 'MANAGER',
    scope: 'all',
    concerts: [],
  });
  const [problem, setProblem] = useState<'person' | 'concerts' | null>(null);
  const grant = api.admin.staff.grant.useMutation({
    onSuccess: async (_, { role }) => {
      await utils.admin.staff.list.invalidate();
      toast(t('staff.granted', { role: t(`role.${role}.name`) }));
      onClose();
    },
  });
  const change = (next: Partial<TypedGrant>) => {
    setTyped({ ...typed, ...next });
    setProblem(null);
  };
  const unknown = refusalOf(grant.error).code === 'NOT_FOUND';
  const send = (reason: string) => {
    const checked = checkGrant({ ...typed, userId: account?.userId ?? null });
    if ('problem' in checked) setProblem(checked.problem);
    else grant.mutate({ ...checked.grant, reason });
  };
  return (
    <ReasonDialog
      title={t('staff.grant')}
      description={t('staff.grantAbout')}
      confirm={t('staff.grantConfirm', { role: t(`role.${typed.role}.name`) })}
      pending={grant.isPending}
      error={unknown ? null : grant.error}
      reasonMax={changeReasonMax}
      onClose={onClose}
      onConfirm={send}
    >
      <Field
        label={t('staff.person')}
        hint={
          account === null
            ? t('staff.personHint')
            : t('staff.personFound', { name: `\u2068${account.name}\u2069`, email: account.email })
        }
        error={problem === 'person' || unknown ? t('staff.personWrong') : undefined}
        value={person}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => {
          setPerson(target.value);
          setProblem(null);
          grant.reset();
        }}
      />
      <RoleChoice role={typed.role} onChange={(role) => change({ role })} />
      {typed.role === 'OWNER' ? (
        <p className="text-sm text-muted">{t('staff.ownerEverywhere')}</p>
      ) : (
        <ConcertScope
          concerts={concerts}
          scope={typed.scope}
          chosen={typed.concerts}
          missing={problem === 'concerts'}
          onChange={change}
        />
      )}
    </ReasonDialog>
  );
}

function RoleChoice({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  const t = useTranslations('staff');
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-sm font-semibold">{t('staff.role')}</legend>
      {roles.map((name) => (
        <label
          key={name}
          className="grid min-h-11 cursor-pointer grid-cols-[auto_1fr] gap-x-3 rounded-xl border border-line px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name="role"
            value={name}
            checked={name === role}
            className="mt-0.5 size-5 shrink-0 accent-accent"
            onChange={() => onChange(name)}
          />
          <span className="font-semibold">{t(`role.${name}.name`)}</span>
          <span className="col-start-2 text-sm text-muted">{t(`role.${name}.about`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
