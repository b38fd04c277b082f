'use client';

import { Copy, Printer } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Begin } from './begin.tsx';

/** Creates ten codes, which end all earlier ones. */
export function useNewCodes() {
  const utils = api.useUtils();
  return api.staff.factors.add.useMutation({
    onSuccess: () => utils.staff.factors.list.invalidate(),
  });
}

interface NewRecoveryCodesProps {
  lead: string;
  codes: ReturnType<typeof useNewCodes>;
  onDone: () => void;
}

/** Shows new recovery codes once, or the button that creates them. */
export function NewRecoveryCodes({ lead, codes, onDone }: NewRecoveryCodesProps) {
  const t = useTranslations('staff.recovery');
  const begin = () => {
    if (!codes.isPending) codes.mutate({ kind: 'RECOVERY' });
  };
  if (codes.data?.kind === 'RECOVERY')
    return <RecoveryCodes codes={codes.data.codes} onDone={onDone} />;
  return (
    <Begin lead={lead} error={codes.error} onProved={begin}>
      <Button aria-disabled={codes.isPending} onClick={begin}>
        {t('create')}
      </Button>
    </Begin>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const t = useTranslations('admin.secondFactor');
  return (
    <div className="flex flex-col gap-4">
      <p>{t('recoveryLead')}</p>
      <ul data-printed className="grid grid-cols-2 gap-x-4 gap-y-1 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <KeepCodes codes={codes} />
      <Button onClick={onDone}>{t('recoveryDone')}</Button>
    </div>
  );
}

function KeepCodes({ codes }: { codes: string[] }) {
  const t = useTranslations('staff.recovery');
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = () =>
    navigator.clipboard.writeText(codes.join('\n')).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button variant="secondary" onClick={() => void copy()}>
        <Copy aria-hidden className="size-5" />
        {t('copy')}
      </Button>
      <Button variant="secondary" onClick={() => window.print()}>
        <Printer aria-hidden className="size-5" />
        {t('print')}
      </Button>
      <p role="status" className="text-sm text-muted">
        {copied === null ? '' : t(copied ? 'copied' : 'notCopied')}
      </p>
    </div>
  );
}
