import { getTranslations } from 'next-intl/server';
import { PeopleFound } from '#components/staff/people-found.tsx';
import { PeopleSearch } from '#components/staff/people-search.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { type Api, StaffPage, titleOf } from '../staff-page.tsx';
import { unlessRefused } from '../unless-refused.ts';

export const generateMetadata = () => titleOf('people');

interface Props {
  searchParams: Promise<{ q?: string | string[] }>;
}

export default async function PeoplePage({ searchParams }: Props) {
  const q = [(await searchParams).q].flat()[0]?.trim() ?? '';
  return (
    <StaffPage
      name="people"
      load={async (api) => (
        <>
          <PeopleSearch q={q} />
          {q !== '' && (await found(api, q))}
        </>
      )}
    />
  );
}

async function found(api: Api, q: string) {
  const firstPage = await unlessRefused('BAD_INPUT', api.admin.people.find({ q }));
  if (firstPage !== null) return <PeopleFound key={q} q={q} firstPage={firstPage} />;
  const t = await getTranslations('staff.people');
  return <Notice tone="warning">{t('wrong')}</Notice>;
}
