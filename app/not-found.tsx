import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { useAddress } from '#components/navigation.ts';
import { NotFoundPage } from '#components/not-found-page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('common'))('notFoundTitle') };
}

/** Answers an address that no page has. Every page loads this one, so its header has no script. */
export default function NotFound() {
  const t = useTranslations('common');
  return (
    <>
      <header className="border-b border-line bg-surface">
        <a
          href={useAddress()('/')}
          className="mx-auto flex min-h-14 max-w-6xl items-center gap-2 px-4 text-lg font-extrabold sm:px-6"
        >
          <img src="/icon.svg" alt="" width={28} height={28} />
          {t('brand')}
        </a>
      </header>
      <NotFoundPage />
    </>
  );
}
