'use client';

import { useTranslations } from 'next-intl';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { refusalOf, useRefusalText } from '../errors.ts';
import { halfWidth } from '../half-width.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';

interface CodeFormProps {
  lead: string;
  hint?: string;
  submit: string;
  pending: boolean;
  error: unknown;
  onCode: (code: string) => void;
}

/** Takes the focus, because the code is the next step. */
export function CodeForm({ lead, hint, submit, pending, error, onCode }: CodeFormProps) {
  const t = useTranslations('admin.secondFactor');
  const refusalText = useRefusalText();
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const wrong = ['REAUTHENTICATE', 'BAD_INPUT'].includes(refusalOf(error).code);
  const problem = missing || (error !== null && wrong) ? t('wrongCode') : undefined;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    setMissing(code.trim() === '');
    if (!pending && code.trim() !== '') onCode(halfWidth(code.trim()));
  };
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-4">
      <p>{lead}</p>
      <Field
        ref={field}
        label={t('code')}
        hint={hint}
        error={problem}
        value={code}
        inputMode="text"
        autoComplete="one-time-code"
        onChange={({ target }) => {
          setCode(target.value);
          setMissing(false);
        }}
      />
      {error !== null && !wrong && <Notice tone="danger">{refusalText(error)}</Notice>}
      <Button type="submit" aria-disabled={pending}>
        {pending ? t('checking') : submit}
      </Button>
    </form>
  );
}
