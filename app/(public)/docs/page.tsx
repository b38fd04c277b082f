import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { OpenApi } from '#components/docs/open-api.ts';
import { Reference } from '#components/docs/reference.tsx';
import { Page } from '#components/ui/page.tsx';
import { openApiDocument } from '#server/rest/document.ts';
import { addressesOf } from '../../site.ts';

// Serializes and parses the document, so that the page matches `/api/openapi.json`.
const document = JSON.parse(JSON.stringify(openApiDocument())) as OpenApi;

export async function generateMetadata(): Promise<Metadata> {
  return {
    title: (await getTranslations('docs'))('title'),
    alternates: await addressesOf('/docs'),
  };
}

export default async function DocsPage() {
  const t = await getTranslations('docs');
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Reference document={document} />
    </Page>
  );
}
