'use client';

import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { placeInput } from '#server/admin/controls.schema.ts';
import { controlReasonMax } from '#server/schema/reason.schema.ts';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useToast } from '../../ui/toast.tsx';
import { ReasonForm } from '../reason-form.tsx';
import type { Overview } from './types.ts';

type PlaceVerb = 'admit' | 'remove';

interface PlaceLeverProps {
  concertId: number;
  overview: Overview;
  onDone: (() => void) | undefined;
}

/** Admits a guest ahead of the queue, or removes a person from it. */
export function PlaceLever({ concertId, overview, onDone }: PlaceLeverProps) {
  const t = useTranslations('console.lever.people');
  const { waiting, active, capacity } = overview;
  const utils = api.useUtils();
  const toast = useToast();
  const [verb, setVerb] = useState<PlaceVerb | null>(null);
  const [userId, setUserId] = useState('');
  const isValid = placeInput.shape.userId.safeParse(userId.trim()).success;
  const change = useMutation({
    mutationFn: ({ verb, reason }: { verb: PlaceVerb; reason: string }) =>
      utils.client.admin.queue[verb].mutate({ concertId, userId: userId.trim(), reason }),
    onSuccess: async (_, { verb }) => {
      await utils.admin.invalidate();
      toast(t(`${verb}.done`));
      setVerb(null);
      setUserId('');
      onDone?.();
    },
  });
  if (verb === null)
    return (
      <div className="flex flex-wrap gap-2">
        {(['admit', 'remove'] as const).map((name) => (
          <Button
            key={name}
            data-verb={name}
            variant="secondary"
            className="min-h-10 px-3 text-sm"
            onClick={() => {
              change.reset();
              setVerb(name);
            }}
          >
            {t(`${name}.action`)}
          </Button>
        ))}
      </div>
    );
  return (
    <div className="flex flex-col gap-2.5">
      <Field
        label={t('field')}
        hint={t('hint')}
        error={userId.trim() === '' || isValid ? undefined : t('wrong')}
        value={userId}
        autoComplete="off"
        onChange={({ target }) => setUserId(target.value)}
      />
      <ReasonForm
        confirm={t(`${verb}.action`)}
        variant={verb === 'remove' ? 'danger' : 'primary'}
        isReady={isValid}
        pending={change.isPending}
        error={change.error}
        reasonMax={controlReasonMax}
        onConfirm={(reason) => change.mutate({ verb, reason })}
      >
        <p data-effect className="rounded-xl bg-accent-soft px-3 py-2 text-sm">
          {t(`${verb}.effect`, { waiting, active, capacity })}
        </p>
      </ReasonForm>
      <Button variant="ghost" className="min-h-10 text-sm" onClick={() => setVerb(null)}>
        {t('back')}
      </Button>
    </div>
  );
}
