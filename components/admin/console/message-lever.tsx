'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { policyInput } from '#server/admin/admin.schema.ts';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { useFormats } from '../../format.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ReasonForm } from '../reason-form.tsx';
import { useQueueSet } from '../use-queue-set.ts';
import type { Overview } from './types.ts';

const messageMax = 500;
const usual = ['late', 'check', 'soon'] as const;

interface MessageLeverProps {
  concertId: number;
  overview: Overview;
  onDone: (() => void) | undefined;
}

/** Changes the message of the waiting room, with usual texts and a preview. */
export function MessageLever({ concertId, overview, onDone }: MessageLeverProps) {
  const t = useTranslations('console.lever.message');
  const { number } = useFormats();
  const current = overview.message ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const set = useQueueSet(concertId);
  const message = (typed ?? current).trim();
  const isValid = policyInput.shape.message.safeParse(message).success;
  const isChanged = typed !== null && isValid && message !== current;
  const chips = [
    ...usual.map((name) => ({ text: t(`usual.${name}`), value: t(`usual.${name}`) })),
    ...(current === '' ? [] : [{ text: t('clear'), value: '' }]),
  ];
  return (
    <div className="flex flex-col gap-2.5">
      {current !== '' && typed === null && <Preview text={current} />}
      <div role="group" aria-label={t('usualTexts')} className="flex flex-wrap gap-1.5">
        {chips.map(({ text, value }) => (
          <button
            key={text}
            type="button"
            aria-pressed={typed === value}
            onClick={() => setTyped(value)}
            className="min-h-8 max-w-full truncate rounded-full bg-raised px-3 text-sm font-semibold aria-pressed:bg-ink aria-pressed:text-surface"
          >
            {text}
          </button>
        ))}
        {typed === null && (
          <button
            type="button"
            onClick={() => setTyped(current)}
            className="min-h-8 rounded-full bg-raised px-3 text-sm font-semibold"
          >
            {t('own')}
          </button>
        )}
      </div>
      {typed !== null && (
        <Field
          label={t('field')}
          hint={t('hint')}
          error={isValid ? undefined : t('wrong')}
          value={typed}
          maxLength={messageMax}
          autoComplete="off"
          onChange={({ target }) => setTyped(target.value)}
        />
      )}
      <ReasonForm
        confirm={message === '' ? t('clear') : t('confirm')}
        isReady={isChanged}
        pending={set.isPending}
        error={set.error}
        reasonMax={changeReasonMax}
        onConfirm={(reason) =>
          set.mutate({
            input: { concertId, message, reason },
            done: t('done'),
            onDone: () => {
              setTyped(null);
              onDone?.();
            },
          })
        }
      >
        {isChanged && (
          <>
            {message !== '' && <Preview text={message} />}
            <p data-effect className="rounded-xl bg-accent-soft px-3 py-2 text-sm">
              {t(message === '' ? 'clearEffect' : 'effect', {
                waiting: number(overview.waiting),
              })}
            </p>
          </>
        )}
      </ReasonForm>
    </div>
  );
}

/** Shows the message as the waiting room does. */
function Preview({ text }: { text: string }) {
  const t = useTranslations('queue');
  return (
    <Notice title={t('messageTitle')} className="p-3 text-sm">
      {text}
    </Notice>
  );
}
