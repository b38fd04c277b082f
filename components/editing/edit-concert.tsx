'use client';

import { useTranslations } from 'next-intl';
import type { UpdateInput } from '#server/concert/concert.schema.ts';
import { api } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useToast } from '../ui/toast.tsx';
import { ChangedNotice } from './changed-notice.tsx';
import { ConcertFieldset } from './concert-fields.tsx';
import { type FieldPath, fieldsWithIssues, parseChange } from './fields.ts';
import { FormElement } from './form-element.tsx';
import { PosterField } from './poster-field.tsx';
import { detailsOf } from './refused.ts';
import { SaveBar } from './save-bar.tsx';
import { UnsavedWarning } from './unsaved-warning.tsx';
import type { Poster } from './upload-poster.ts';
import { useChange } from '../admin/use-change.tsx';
import type { EditedConcertForm } from './use-concert-form.ts';
import { useEditingRefusal, useFieldWords } from './words.ts';

interface EditConcertProps {
  form: EditedConcertForm;
  poster: Poster | null;
  /** Reads the newest version of the concert. */
  reload: () => Promise<unknown>;
}

/** Edits the fields of a concert, and sends only the changed ones. */
export function EditConcert({ form, poster, reload }: EditConcertProps) {
  const t = useTranslations('editing');
  const toast = useToast();
  const utils = api.useUtils();
  const refusalText = useEditingRefusal();
  const { changed, conflicts } = form;
  const save = useChange(
    (input: UpdateInput) =>
      utils.client.admin.concerts.update.mutate(input).catch(async (error: unknown) => {
        if (detailsOf(error, 'CHANGED') !== null) await reload();
        form.refuse(fieldsWithIssues(detailsOf(error, 'BAD_INPUT')?.issues ?? []));
        throw error;
      }),
    async () => {
      await reload();
      form.dismiss();
      toast(t('saved'));
    },
  );
  const submit = () => {
    const { data, error } = parseChange(form.concert, form.values, changed);
    if (data === undefined) form.refuse(fieldsWithIssues(error.issues));
    else if (!save.isPending && changed.length > 0 && conflicts.length === 0) save.run(data);
  };
  const isIdle = changed.length === 0 || conflicts.length > 0;
  return (
    <FormElement refusals={form.refusals} onSubmit={submit}>
      <ConcertFieldset form={form} poster={<PosterField form={form} known={poster} />} />
      <SaveBar>
        <FieldsChanged
          form={form}
          otherFields={detailsOf(save.error, 'CHANGED')?.fields ?? []}
          onDismiss={save.reset}
        />
        {form.wrong.size > 0 && (
          <Notice tone="danger">{t('wrongFields', { count: form.wrong.size })}</Notice>
        )}
        {save.error !== null && form.wrong.size === 0 && (
          <Notice tone="danger">{refusalText(save.error)}</Notice>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" aria-disabled={isIdle || save.isPending}>
            {save.isPending ? t('saving') : t('save')}
          </Button>
          {changed.length > 0 && (
            <Button variant="ghost" onClick={form.reset}>
              {t('reset')}
            </Button>
          )}
          <p role="status" className="text-sm text-muted">
            {changed.length === 0 ? t('unchanged') : t('changes', { count: changed.length })}
          </p>
        </div>
      </SaveBar>
      <UnsavedWarning isChanged={changed.length > 0} />
      {save.proof}
    </FormElement>
  );
}

function FieldsChanged({
  form: { foreign, conflicts, saved, values, keepMine, takeTheirs, dismiss },
  otherFields,
  onDismiss,
}: {
  form: EditedConcertForm;
  otherFields: string[];
  onDismiss: () => void;
}) {
  const t = useTranslations('editing');
  const { label, value } = useFieldWords();
  const isOther = (field: string) => t.has(`changed.part.${field}`);
  return (
    <ChangedNotice
      changes={foreign.map((path) => ({
        key: path,
        label: label(path),
        theirs: value(path, saved),
        mine: conflicts.includes(path) ? value(path, values) : undefined,
      }))}
      others={otherFields.filter(isOther).map((field) => t(`changed.part.${field}`))}
      onKeep={(key) => keepMine(key as FieldPath)}
      onTake={(key) => takeTheirs(key as FieldPath)}
      onDismiss={() => {
        dismiss();
        onDismiss();
      }}
    />
  );
}
