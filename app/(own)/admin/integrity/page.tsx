import { DeadMails } from '#components/staff/dead-mails.tsx';
import { IntegrityReport } from '#components/staff/integrity-report.tsx';
import { StaffPage, titleOf } from '../staff-page.tsx';

export const generateMetadata = () => titleOf('integrity');

export default function IntegrityPage() {
  return (
    <StaffPage
      name="integrity"
      load={async (api) => (
        <>
          <IntegrityReport />
          <DeadMails mails={await api.admin.mails.dead()} />
        </>
      )}
    />
  );
}
