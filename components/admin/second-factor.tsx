'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { FirstEnrolment } from '../second-factor/enrolment.tsx';
import { Proof } from '../second-factor/proof.tsx';
import { Notice } from '../ui/notice.tsx';

/**
 * Asks for a second factor before a change. A staff member without one enrols an authenticator app
 * or a passkey and receives recovery codes first. Calls `onProved` when the change can be repeated.
 */
export function SecondFactor({ onProved }: { onProved: () => void }) {
  const t = useTranslations('admin.secondFactor');
  const refusalText = useRefusalText();
  const factors = api.staff.factors.list.useQuery();
  const [isEnrolling, setEnrolling] = useState(false);
  if (factors.data === undefined)
    return factors.isError ? (
      <Notice tone="danger">{refusalText(factors.error)}</Notice>
    ) : (
      <p role="status">{t('loading')}</p>
    );
  return isEnrolling || factors.data.length === 0 ? (
    <FirstEnrolment onBegin={() => setEnrolling(true)} onDone={onProved} />
  ) : (
    <Proof factors={factors.data} onProved={onProved} />
  );
}
