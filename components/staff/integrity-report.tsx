'use client';

import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { api, type Outputs } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { useSecondsSince } from '../server-clock.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { breachesFirst, type Check, useCheckName } from './integrity.ts';

/** Runs the audit of all invariants in the browser, because a run may take a minute. */
export function IntegrityReport() {
  const t = useTranslations('staff.integrity');
  const refusalText = useRefusalText();
  const query = api.admin.integrity.useQuery(undefined, { refetchOnWindowFocus: false });
  const { data, isFetching } = query;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="text-muted">
          <p role="status">{isFetching && t('running')}</p>
          {!isFetching && data !== undefined && <Age at={data.at} />}
        </div>
        <Button
          variant="secondary"
          aria-disabled={isFetching}
          onClick={() => void (isFetching || query.refetch())}
        >
          {t('again')}
        </Button>
      </div>
      {query.isError && <Notice tone="danger">{refusalText(query.error)}</Notice>}
      {data !== undefined && <Report checks={breachesFirst(data.checks)} />}
    </>
  );
}

function Age({ at }: { at: string }) {
  const t = useTranslations('staff.integrity');
  const { moment } = useFormats();
  const seconds = useSecondsSince(at);
  return (
    <p className="tabular-nums">
      <time dateTime={at}>{moment(at)}</time>
      {seconds !== null && <> · {t('age', { seconds })}</>}
    </p>
  );
}

function Report({ checks }: { checks: Outputs['admin']['integrity']['checks'] }) {
  const t = useTranslations('staff.integrity');
  const broken = checks.filter(({ breaches }) => breaches > 0).length;
  return (
    <>
      {broken === 0 ? (
        <Notice tone="success" title={t('soundTitle')}>
          {t('sound', { count: checks.length })}
        </Notice>
      ) : (
        <Notice tone="danger" title={t('brokenTitle', { count: broken })}>
          {t('broken')}
        </Notice>
      )}
      <div className="overflow-x-auto rounded-2xl border border-line bg-surface">
        <table className="w-full text-left">
          <thead className="border-b border-line text-xs text-muted sm:text-sm">
            <tr>
              <th className="w-full py-2 pl-3 font-semibold sm:pl-4">{t('check')}</th>
              <th className="px-2 py-2 text-right font-semibold sm:px-4">{t('looked')}</th>
              <th className="py-2 pr-3 text-right font-semibold sm:pr-4">{t('breaches')}</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {checks.map((check) => (
              <Row key={check.check} check={check} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row({ check: { check, looked, breaches, examples } }: { check: Check }) {
  const checkName = useCheckName();
  const { number } = useFormats();
  const Icon = breaches === 0 ? CircleCheck : TriangleAlert;
  return (
    <tr className={breaches === 0 ? undefined : 'bg-danger-soft'}>
      <th scope="row" className="py-2.5 pl-3 font-normal sm:pl-4">
        <span className="flex items-start gap-2">
          <Icon
            aria-hidden
            className={`mt-0.5 size-5 shrink-0 ${breaches === 0 ? 'text-success' : 'text-danger'}`}
          />
          <span>
            {checkName(check)}
            {examples.length > 0 && (
              <span className="mt-1 block font-mono text-sm break-all">
                {examples.map((example) => (
                  <span key={example} className="block">
                    {example}
                  </span>
                ))}
              </span>
            )}
          </span>
        </span>
      </th>
      <td className="px-2 py-2.5 text-right align-top tabular-nums sm:px-4">{number(looked)}</td>
      <td className="py-2.5 pr-3 text-right align-top font-semibold tabular-nums sm:pr-4">
        {number(breaches)}
      </td>
    </tr>
  );
}
