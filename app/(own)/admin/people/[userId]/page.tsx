import { notFound } from 'next/navigation';
import { z } from 'zod';
import { PersonPage } from '#components/staff/person-page.tsx';
import { PeopleSearch } from '#components/staff/people-search.tsx';
import { StaffPage, titleOf } from '../../staff-page.tsx';
import { unlessRefused } from '../../unless-refused.ts';

export const generateMetadata = () => titleOf('people');

interface Props {
  params: Promise<{ userId: string }>;
}

export default async function OnePersonPage({ params }: Props) {
  const { userId } = await params;
  return (
    <StaffPage
      name="people"
      path={`/admin/people/${encodeURIComponent(userId)}`}
      load={async (api, { roles }) => {
        const person = z.guid().safeParse(userId).success
          ? await unlessRefused('NOT_FOUND', api.admin.people.get({ userId }))
          : null;
        return (
          <>
            <PeopleSearch q="" />
            <PersonPage person={person ?? notFound()} roles={roles} />
          </>
        );
      }}
    />
  );
}
