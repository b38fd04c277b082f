'use client';

import { useTranslations } from 'next-intl';
import { Choice } from '../admin/choice.tsx';
import { cn } from '../ui/cn.ts';
import { Field } from '../ui/field.tsx';
import type { Language } from '#server/config/languages.schema.ts';
import { type TextName, textNames } from './fields.ts';
import { TextArea } from './inputs.tsx';
import { useBinding } from './use-binding.ts';
import type { ConcertForm, TextTab } from './use-concert-form.ts';

const languagesOf: Record<TextTab, Language[]> = { main: ['ko', 'en'], ja: ['ja'], zh: ['zh'] };

/** Shows Korean and English side by side, and each other language on request. */
export function TextFields({ form }: { form: ConcertForm }) {
  const t = useTranslations('editing');
  const tabs: TextTab[] = ['main', 'ja', 'zh'];
  return (
    <>
      <Choice
        label={t('languages')}
        options={tabs.map((tab) => ({ value: tab, text: t(`tab.${tab}`) }))}
        chosen={form.tab}
        onChoose={form.setTab}
      />
      <div className={cn('grid gap-4', form.tab === 'main' && 'sm:grid-cols-2')}>
        {textNames.flatMap((name) =>
          languagesOf[form.tab].map((language) => (
            <TextField key={`${name}.${language}`} form={form} name={name} language={language} />
          )),
        )}
      </div>
    </>
  );
}

function TextField({
  form,
  name,
  language,
}: {
  form: ConcertForm;
  name: TextName;
  language: Language;
}) {
  const bind = useBinding(form);
  const props = { ...bind(`${name}.${language}`), lang: language, autoComplete: 'off' };
  return name === 'title' || name === 'venue' ? <Field {...props} /> : <TextArea {...props} />;
}
