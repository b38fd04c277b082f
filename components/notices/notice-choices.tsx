'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { defaultLanguage, languages } from '#server/config/languages.schema.ts';
import { channels, stages } from '#server/notice/stages.schema.ts';
import { api, type Outputs } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { Card } from '../ui/card.tsx';

type Choices = Outputs['account']['notices']['get'];
type Stage = keyof Choices;
type Channel = Choices[Stage][number];

/** Chooses the channels of each stage. Saves each change at once, and takes back a failed one. */
export function NoticeChoices({ saved }: { saved: Choices }) {
  const t = useTranslations('notices');
  const locale = useLocale();
  const refusalText = useRefusalText();
  const [choices, setChoices] = useState(saved);
  const { mutate, error, isSuccess } = api.account.notices.set.useMutation();
  const choose = (stage: Stage, channel: Channel, isOn: boolean) => {
    const before = choices;
    const others = choices[stage].filter((one) => one !== channel);
    const next = { ...choices, [stage]: isOn ? [...others, channel] : others };
    setChoices(next);
    const language = languages.find((one) => one === locale) ?? defaultLanguage;
    mutate({ ...next, language }, { onError: () => setChoices(before) });
  };
  return (
    <Card className="p-5">
      <table className="w-full">
        <caption className="mb-2 text-left font-bold">{t('stagesTitle')}</caption>
        <thead className="text-sm text-muted">
          <tr>
            <th scope="col" className="text-left font-medium">
              {t('stage')}
            </th>
            {channels.map((channel) => (
              <th key={channel} scope="col" className="w-16 font-medium">
                {t(channel)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stages.map((stage) => (
            <tr key={stage} className="border-t border-line">
              <th scope="row" className="py-1 pr-2 text-left font-normal">
                {t(`stages.${stage}`)}
              </th>
              {channels.map((channel) => (
                <td key={channel} className="text-center">
                  <label className="inline-flex size-11 items-center justify-center">
                    <input
                      type="checkbox"
                      aria-label={`${t(`stages.${stage}`)} · ${t(channel)}`}
                      checked={choices[stage].includes(channel)}
                      onChange={(event) => choose(stage, channel, event.target.checked)}
                      className="size-6 accent-accent"
                    />
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p role="status" className="mt-2 min-h-6 text-sm text-muted">
        {error !== null ? refusalText(error) : isSuccess ? t('saved') : ''}
      </p>
    </Card>
  );
}
