import { useTranslations } from 'next-intl';
import { type SubmitEvent, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { wakeSound } from './sound.ts';

/** Takes a typed code. Keeps the focus in the field, so that the next code needs no press. */
export function TypedCode({ onCode }: { onCode: (code: string) => void }) {
  const t = useTranslations('door');
  const [code, setCode] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    form.current?.querySelector('input')?.focus();
    if (code.trim() === '') return;
    wakeSound();
    onCode(code);
    setCode('');
  };
  return (
    <form ref={form} onSubmit={submit} className="flex items-end gap-2">
      <Field
        className="flex-1"
        label={t('typeCode')}
        value={code}
        maxLength={1_000}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        placeholder="ABCDE-12345"
        onChange={({ target }) => setCode(target.value)}
      />
      <Button type="submit">{t('check')}</Button>
    </form>
  );
}
