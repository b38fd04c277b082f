'use client';

import { KeyRound, LifeBuoy, Smartphone } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../api.ts';
import { useFormats } from '../format.tsx';
import { Trouble } from '../tickets/trouble.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { useToast } from '../ui/toast.tsx';
import { EnrolApp, EnrolPasskey } from '../second-factor/enrolment.tsx';
import type { Factor } from '../second-factor/proof.tsx';
import { NewRecoveryCodes, useNewCodes } from '../second-factor/recovery-codes.tsx';
import { RemoveFactor } from './remove-factor.tsx';

type Kind = Factor['kind'];
const icons = { TOTP: Smartphone, PASSKEY: KeyRound, RECOVERY: LifeBuoy };

/** Lists the viewer's second factors, and adds and removes them. */
export function Security({ initial }: { initial: Factor[] }) {
  const t = useTranslations('staff.security');
  const query = api.staff.factors.list.useQuery(undefined, { initialData: initial });
  const factors = query.data;
  const [adding, setAdding] = useState<Kind | null>(null);
  const [removing, setRemoving] = useState<Factor | null>(null);
  const hasCodes = factors.some(({ kind }) => kind === 'RECOVERY');
  return (
    <>
      <Trouble query={query} />
      <Advice factors={factors} />
      {factors.length > 0 && (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
          {factors.map((factor) => (
            <li key={factor.factorId}>
              <Entry factor={factor} onRemove={() => setRemoving(factor)} />
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setAdding('TOTP')}>{t('addTOTP')}</Button>
        <Button variant="secondary" onClick={() => setAdding('PASSKEY')}>
          {t('addPASSKEY')}
        </Button>
        <Button variant="secondary" onClick={() => setAdding('RECOVERY')}>
          {t(hasCodes ? 'replaceRECOVERY' : 'addRECOVERY')}
        </Button>
      </div>
      {adding !== null && (
        <AddFactor kind={adding} hasCodes={hasCodes} onClose={() => setAdding(null)} />
      )}
      {removing !== null && (
        <RemoveFactor
          factor={removing}
          isLast={factors.filter(({ kind }) => kind !== 'RECOVERY').length < 2}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  );
}

/** States the missing part of a safe sign-in: any factor at all, or recovery codes. */
function Advice({ factors }: { factors: Factor[] }) {
  const t = useTranslations('staff.security');
  const left = factors.find(({ kind }) => kind === 'RECOVERY')?.codesLeft ?? 0;
  if (factors.length === 0)
    return (
      <Notice tone="warning" title={t('noneTitle')}>
        {t('none')}
      </Notice>
    );
  if (left === 0)
    return (
      <Notice tone="warning" title={t('noCodesTitle')}>
        {t('noCodes')}
      </Notice>
    );
  return null;
}

function Entry({ factor, onRemove }: { factor: Factor; onRemove: () => void }) {
  const t = useTranslations('staff.security');
  const { moment } = useFormats();
  const { kind, createdAt, usedAt, codesLeft } = factor;
  const Icon = icons[kind];
  return (
    <div className="flex flex-wrap items-center gap-3 px-4 py-3">
      <Icon aria-hidden className="size-5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-semibold">{t(`kind.${kind}`)}</p>
        <p className="text-sm text-muted">
          {t('since', { time: moment(createdAt) })}
          {' · '}
          {usedAt === null ? t('unused') : t('used', { time: moment(usedAt) })}
        </p>
        {codesLeft !== null && <p className="text-sm">{t('codesLeft', { count: codesLeft })}</p>}
      </div>
      <Button variant="ghost" className="text-danger" onClick={onRemove}>
        {t('remove')}
        <span className="sr-only">
          {' '}
          · {t(`kind.${kind}`)}, {t('since', { time: moment(createdAt) })}
        </span>
      </Button>
    </div>
  );
}

interface AddFactorProps {
  kind: Kind;
  hasCodes: boolean;
  onClose: () => void;
}

function AddFactor({ kind, hasCodes, onClose }: AddFactorProps) {
  const t = useTranslations('staff.security');
  const recovery = useTranslations('staff.recovery');
  const toast = useToast();
  const codes = useNewCodes();
  const onDone = () => {
    toast(t(`added.${kind}`));
    onClose();
  };
  return (
    <Dialog open onOpenChange={onClose} title={t(`add${kind}`)}>
      {kind === 'TOTP' && <EnrolApp lead={t('aboutTOTP')} onDone={onDone} />}
      {kind === 'PASSKEY' && <EnrolPasskey lead={t('aboutPASSKEY')} onDone={onDone} />}
      {kind === 'RECOVERY' && (
        <NewRecoveryCodes
          lead={recovery(hasCodes ? 'replaceLead' : 'lead')}
          codes={codes}
          onDone={onDone}
        />
      )}
    </Dialog>
  );
}
