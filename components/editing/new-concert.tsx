'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRouter } from '../navigation.ts';
import type { ConcertFields } from '#server/concert/concert.schema.ts';
import { api } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { ConcertFieldset } from './concert-fields.tsx';
import { fieldsWithIssues, parseNew } from './fields.ts';
import { FormElement } from './form-element.tsx';
import { PosterField } from './poster-field.tsx';
import { detailsOf } from './refused.ts';
import { SaveBar } from './save-bar.tsx';
import { UnsavedWarning } from './unsaved-warning.tsx';
import { useChange } from '../admin/use-change.tsx';
import { useNewConcertForm } from './use-concert-form.ts';
import { useEditingRefusal } from './words.ts';

/** Creates a draft, and opens its settings. */
export function NewConcert() {
  const t = useTranslations('editing');
  const router = useRouter();
  const utils = api.useUtils();
  const form = useNewConcertForm();
  const refusalText = useEditingRefusal();
  const [isCreated, setCreated] = useState(false);
  const create = useChange(
    async (fields: ConcertFields) => {
      const created = await utils.client.admin.concerts.create
        .mutate(fields)
        .catch((error: unknown) => {
          form.refuse(fieldsWithIssues(detailsOf(error, 'BAD_INPUT')?.issues ?? []));
          throw error;
        });
      return created;
    },
    ({ concertId }) => {
      setCreated(true);
      router.push(`/admin/concerts/${concertId}/settings`);
    },
  );
  return (
    <FormElement
      refusals={form.refusals}
      onSubmit={() => {
        const { data, error } = parseNew(form.values);
        if (data === undefined) form.refuse(fieldsWithIssues(error.issues));
        else if (!create.isPending) create.run(data);
      }}
    >
      <ConcertFieldset form={form} poster={<PosterField form={form} known={null} />} />
      <SaveBar>
        {form.wrong.size > 0 && (
          <Notice tone="danger">{t('wrongFields', { count: form.wrong.size })}</Notice>
        )}
        {create.error !== null && form.wrong.size === 0 && (
          <Notice tone="danger">{refusalText(create.error)}</Notice>
        )}
        <Button type="submit" className="sm:self-start" aria-disabled={create.isPending}>
          {create.isPending ? t('saving') : t('create')}
        </Button>
      </SaveBar>
      <UnsavedWarning isChanged={form.isChanged && !isCreated} />
      {create.proof}
    </FormElement>
  );
}
