import { getTranslations } from 'next-intl/server';
import { accountOf } from '#components/staff/account-of.ts';
import {
  auditFilterOf,
  exportPath,
  type TypedFilter,
  typedFilter,
} from '#components/staff/audit-filter.ts';
import { AuditForm } from '#components/staff/audit-form.tsx';
import { AuditLog } from '#components/staff/audit-log.tsx';
import { buttonClass } from '#components/ui/button.tsx';
import { concertsOf } from '../concerts-of.ts';
import { type Api, StaffPage, titleOf } from '../staff-page.tsx';
import { unlessRefused } from '../unless-refused.ts';

export const generateMetadata = () => titleOf('audit');

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AuditPage({ searchParams }: Props) {
  const params = await searchParams;
  return <StaffPage name="audit" load={(api) => load(api, params)} />;
}

/** Finds the person of a typed e-mail address. */
async function personIn(api: Api, { person = '' }: TypedFilter): Promise<TypedFilter> {
  if (!person.includes('@')) return {};
  const found = await unlessRefused('BAD_INPUT', api.admin.people.find({ q: person }));
  const userId = accountOf(person, found?.items ?? []);
  return userId === null ? {} : { person: userId };
}

async function load(api: Api, params: Awaited<Props['searchParams']>) {
  const typed = typedFilter(params);
  const { filter, wrong } = auditFilterOf({ ...typed, ...(await personIn(api, typed)) });
  const [t, concerts, page] = await Promise.all([
    getTranslations('staff.audit'),
    concertsOf(api),
    // A concert whose entries the viewer may not read has none for the viewer.
    unlessRefused('NOT_FOUND', unlessRefused('ADMIN_ONLY', api.admin.audit.list(filter))),
  ]);
  return (
    <>
      <AuditForm typed={typed} wrong={wrong} concerts={concerts} />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-sm text-muted">{t('order')}</p>
        {/* Not a Link, because the file is no page. */}
        <a href={exportPath(filter)} download className={buttonClass('secondary')}>
          {t('export')}
        </a>
      </div>
      <h2 id="entries" className="sr-only">
        {t('entries')}
      </h2>
      <AuditLog
        key={JSON.stringify(filter)}
        filter={filter}
        labelledBy="entries"
        concerts={concerts}
        firstPage={page ?? { items: [], cursor: null }}
      />
    </>
  );
}
