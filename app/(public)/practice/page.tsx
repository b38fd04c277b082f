import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Practice } from '#components/practice/practice.tsx';
import { addressesOf } from '../../site.ts';
import { WithMessages } from '../../messages.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('practice');
  return {
    title: t('title'),
    description: t('lead'),
    alternates: await addressesOf('/practice'),
  };
}

export default function PracticePage() {
  return (
    <WithMessages names={['practice', 'seating']}>
      <Practice />
    </WithMessages>
  );
}
