import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Page } from '#components/ui/page.tsx';
import { serverApi } from './server-api.ts';
import { addressesOf } from './site.ts';

/** Sections of each text, in order. */
const sections = {
  terms: [
    'service',
    'account',
    'queue',
    'holding',
    'wallet',
    'cancelling',
    'changes',
    'tickets',
    'conduct',
  ],
  privacy: ['stored', 'why', 'cookies', 'shared', 'kept', 'rights', 'safety'],
} as const;

type Legal = keyof typeof sections;

export async function legalMetadata(name: Legal): Promise<Metadata> {
  const t = await getTranslations('legal');
  return { title: t(`${name}.title`), alternates: await addressesOf(`/${name}`) };
}

/** Renders a text on the server alone. Its operator and version come from the settings. */
export async function legalPage(name: Legal) {
  const [t, { api }] = await Promise.all([getTranslations('legal'), serverApi()]);
  const { versions, operator } = await api.account.terms();
  return (
    <Page narrow title={t(`${name}.title`)} lead={t(`${name}.lead`)}>
      {sections[name].map((section) => (
        <section key={section}>
          <h2 className="text-lg font-bold">{t(`${name}.${section}.title`)}</h2>
          <p className="mt-1 leading-7">{t(`${name}.${section}.text`)}</p>
        </section>
      ))}
      {operator !== null && (
        <section>
          <h2 className="text-lg font-bold">{t('operator')}</h2>
          <address className="mt-1 leading-7 whitespace-pre-line not-italic">{operator}</address>
        </section>
      )}
      {versions !== null && (
        <p className="text-sm text-muted">{t('version', { version: versions[name] })}</p>
      )}
    </Page>
  );
}
