import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Reference } from '#components/docs/reference.tsx';
import { Page } from '#components/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('docs'))('title') };
}

export default async function DocsPage() {
  const t = await getTranslations('docs');
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Reference />
    </Page>
  );
}
