import { Members } from '#components/staff/members.tsx';
import { concertsOf } from '../concerts-of.ts';
import { StaffPage, titleOf } from '../staff-page.tsx';

export const generateMetadata = () => titleOf('staff');

export default function MembersPage() {
  return (
    <StaffPage
      name="staff"
      load={async (api, { userId }) => {
        const [members, concerts] = await Promise.all([api.admin.staff.list(), concertsOf(api)]);
        return <Members viewerId={userId} concerts={concerts} initial={members} />;
      }}
    />
  );
}
