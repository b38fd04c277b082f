import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { filterOf } from '#components/catalog/filter.ts';
import { Home } from '#components/catalog/home.tsx';
import { serverApi } from '../server-api.ts';
import { addressesOf } from '../site.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('catalog');
  return {
    title: t('title'),
    alternates: await addressesOf('/'),
  };
}

interface HomePageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function HomePage({ searchParams }: HomePageProps) {
  const { api } = await serverApi();
  const [concerts, query] = await Promise.all([api.catalog.concerts(), searchParams]);
  return <Home concerts={concerts} filter={filterOf(query)} />;
}
