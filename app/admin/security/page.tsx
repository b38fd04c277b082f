import { Security } from '#components/staff/security.tsx';
import { Toasts } from '#components/ui/toast.tsx';
import { StaffPage, titleOf } from '../staff-page.tsx';

export const generateMetadata = () => titleOf('security');

export default function SecurityPage() {
  return (
    <StaffPage
      name="security"
      load={async (api) => (
        <Toasts>
          <Security initial={await api.staff.factors.list()} />
        </Toasts>
      )}
    />
  );
}
