import { Security } from '#components/staff/security.tsx';
import { StaffPage, titleOf } from '../staff-page.tsx';

export const generateMetadata = () => titleOf('security');

export default function SecurityPage() {
  return (
    <StaffPage
      name="security"
      load={async (api) => <Security initial={await api.staff.factors.list()} />}
    />
  );
}
