'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { planNameMax, type SeatFields } from '#server/seat-plan/seat-plan.schema.ts';
import { useRawChange } from '../admin/use-change.tsx';
import { api } from '../api.ts';
import { ConfirmDialog } from '../editing/confirm-dialog.tsx';
import type { Concert } from '../editing/fields.ts';
import { Select } from '../editing/inputs.tsx';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useToast } from '../ui/toast.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { fileOf } from './plan-file.ts';

export interface PlanToolsProps {
  concert: Concert;
  performanceId: number;
  version: number;
  seats: readonly SeatFields[];
  reload: () => Promise<unknown>;
  onSeats: (seats: readonly SeatFields[]) => void;
  onImported: (version: number) => void;
}

type Tool = 'import' | 'load' | 'keep';

/** Brings a plan in from a file, another date or a hall plan, and out again. */
export function PlanTools(props: PlanToolsProps) {
  const { performanceId, version, seats, reload, onSeats, onImported } = props;
  const t = useTranslations('editing.tools');
  const [tool, setTool] = useState<Tool | null>(null);
  const close = () => setTool(null);
  const name = `seats-${performanceId}`;
  return (
    <div role="group" aria-label={t('heading')} className="flex flex-wrap gap-2">
      <Button variant="secondary" onClick={() => setTool('load')}>
        {t('load.open')}
      </Button>
      <Button variant="secondary" onClick={() => setTool('import')}>
        {t('import')}
      </Button>
      <Button
        variant="secondary"
        onClick={() => download(`${name}.csv`, fileOf.csv(seats), 'text/csv')}
      >
        {t('csv')}
      </Button>
      <Button
        variant="secondary"
        onClick={() => download(`${name}.json`, fileOf.json(seats), 'application/json')}
      >
        {t('json')}
      </Button>
      <Button variant="secondary" onClick={() => setTool('keep')}>
        {t('keep.open')}
      </Button>
      {tool === 'load' && <LoadDialog {...props} onClose={close} />}
      {tool === 'keep' && <KeepDialog seats={seats} onClose={close} />}
      {tool === 'import' && (
        <ImportDialog
          {...{ performanceId, version, reload }}
          onSeats={(next) => {
            onSeats(next);
            close();
          }}
          onImported={(imported) => {
            onImported(imported);
            close();
          }}
          onClose={close}
        />
      )}
    </div>
  );
}

/** Puts the seats of another date or of a hall plan into the editor. Saves nothing. */
function LoadDialog({
  concert,
  performanceId,
  onSeats,
  onClose,
}: PlanToolsProps & { onClose: () => void }) {
  const t = useTranslations('editing.tools.load');
  const { moment } = useFormats();
  const plans = api.admin.plans.list.useQuery();
  const dates = concert.performances.filter((date) => date.performanceId !== performanceId);
  const sources = [
    ...dates.map(({ startsAt, seats }) => ({ name: moment(startsAt), seats })),
    ...(plans.data ?? []).map(({ name, seats }) => ({ name, seats })),
  ];
  const [chosen, setChosen] = useState(0);
  const source = sources[chosen];
  return (
    <ConfirmDialog
      title={t('title')}
      description={sources.length === 0 ? t('none') : t('effect')}
      confirm={t('action')}
      pending={plans.isLoading}
      error={plans.error}
      onClose={onClose}
      onConfirm={() => {
        if (source !== undefined) onSeats(source.seats);
        onClose();
      }}
    >
      {sources.length > 0 && (
        <Select
          label={t('source')}
          value={chosen}
          onChange={({ target }) => setChosen(Number(target.value))}
        >
          {sources.map(({ name, seats }, at) => (
            <option key={at} value={at}>
              {t('option', { name, count: seats.length })}
            </option>
          ))}
        </Select>
      )}
    </ConfirmDialog>
  );
}

/** Keeps the edited seats under a name, in the place of an earlier plan of that name. */
function KeepDialog({ seats, onClose }: { seats: readonly SeatFields[]; onClose: () => void }) {
  const t = useTranslations('editing.tools.keep');
  const toast = useToast();
  const utils = api.useUtils();
  const plans = api.admin.plans.list.useQuery();
  const [name, setName] = useState('');
  const [isWrong, setWrong] = useState(false);
  const keep = useRawChange(
    (given: string) => utils.client.admin.plans.save.mutate({ name: given, seats: [...seats] }),
    async () => {
      await utils.admin.plans.invalidate();
      toast(t('done'));
      onClose();
    },
  );
  const isKnown = (plans.data ?? []).some((plan) => plan.name === name.trim());
  const max = { max: planNameMax };
  return (
    <ConfirmDialog
      title={t('title')}
      description={t('effect', { count: seats.length })}
      confirm={isKnown ? t('replace') : t('action')}
      pending={keep.isPending}
      error={keep.error}
      onClose={onClose}
      onConfirm={() => {
        const isName = name.trim() !== '' && name.length <= planNameMax;
        setWrong(!isName);
        if (isName) keep.run(name.trim());
      }}
    >
      <Field
        label={t('name')}
        hint={isKnown ? t('replaces') : t('nameHint', max)}
        error={isWrong ? t('nameWrong', max) : undefined}
        autoComplete="off"
        value={name}
        onChange={({ target }) => {
          setName(target.value);
          setWrong(false);
        }}
      />
    </ConfirmDialog>
  );
}

/** Offers a text as a file. The browser needs the address only until the press has been handled. */
function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
