'use client';

import { useTranslations } from 'next-intl';
import { type SubmitEvent, useId, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { type Answer, call, learned, type Trial } from './call.ts';
import { useTokens } from './tokens.tsx';

/** Calls an operation with the page's tokens instead of cookies. */
export function TryIt({ trial }: { trial: Trial }) {
  const t = useTranslations('docs.try');
  const { known, keep } = useTokens();
  const bodyId = useId();
  const [given, setGiven] = useState<Record<string, string>>({});
  const [body, setBody] = useState(trial.body ?? '');
  const [pending, setPending] = useState(false);
  const [answer, setAnswer] = useState<Answer | 'none' | null>(null);
  const values: Record<string, string> = {
    ...(known.userId !== '' && { userId: known.userId }),
    ...given,
  };
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    if (pending) return;
    setPending(true);
    const answered = await call(trial, { values, body, ...known }).catch(() => 'none' as const);
    setPending(false);
    setAnswer(answered);
    if (answered !== 'none') keep(learned(trial, answered));
  };
  return (
    <details className="rounded-xl border border-line">
      <summary className="min-h-11 cursor-pointer rounded-xl px-3 py-2.5 font-semibold hover:bg-raised">
        {t('open')}
      </summary>
      <form onSubmit={(event) => void send(event)} className="flex flex-col gap-4 p-3">
        {trial.parameters.map(({ name, required }) => (
          <Field
            key={name}
            label={name}
            required={required}
            value={values[name] ?? ''}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setGiven({ ...given, [name]: target.value })}
            {...(name === 'Idempotency-Key' && { hint: t('keyHint') })}
          />
        ))}
        {trial.body !== null && (
          <div className="flex flex-col gap-1.5">
            <label htmlFor={bodyId} className="text-sm font-semibold">
              {t('body')}
            </label>
            <textarea
              id={bodyId}
              value={body}
              rows={body.split('\n').length + 1}
              spellCheck={false}
              onChange={({ target }) => setBody(target.value)}
              className="w-full min-w-0 rounded-xl border border-edge bg-surface p-3 font-mono text-sm"
            />
          </div>
        )}
        <Button type="submit" aria-disabled={pending} className="self-start">
          {pending ? t('sending') : t('send', { method: trial.method })}
        </Button>
        <div role="status">
          {answer === 'none' && <p>{t('failed')}</p>}
          {answer !== null && answer !== 'none' && (
            <p>{t('answered', { status: answer.status, ms: answer.tookMs })}</p>
          )}
        </div>
        {answer !== null && answer !== 'none' && (
          <pre className="rounded-xl bg-raised p-3 text-sm break-all whitespace-pre-wrap">
            {answer.text}
          </pre>
        )}
      </form>
    </details>
  );
}
