'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import {
  csvLengthMax,
  type SeatFields,
  seatsOfDateMax,
} from '#server/seat-plan/seat-plan.schema.ts';
import { api } from '../api.ts';
import { ConfirmDialog } from '../editing/confirm-dialog.tsx';
import { TextArea } from '../editing/inputs.tsx';
import { detailsOf } from '../editing/refused.ts';
import { useRawChange } from '../admin/use-change.tsx';
import { useFormats } from '../format.tsx';
import { buttonClass } from '../ui/button.tsx';
import { csvProblems, type FileProblem, isJson, seatsOfJson } from './plan-file.ts';

interface ImportDialogProps {
  performanceId: number;
  version: number;
  reload: () => Promise<unknown>;
  /** Puts seats into the editor without saving them. */
  onSeats: (seats: readonly SeatFields[]) => void;
  /** The file's seats are the plan of this version of the concert. */
  onImported: (version: number) => void;
  onClose: () => void;
}

/** Reads a plan from a file. JSON goes to the editor; the server reads CSV and saves it. */
export function ImportDialog(props: ImportDialogProps) {
  const { performanceId, version, reload, onSeats, onImported, onClose } = props;
  const t = useTranslations('editing.file');
  const utils = api.useUtils();
  const [text, setText] = useState('');
  const [problems, setProblems] = useState<readonly FileProblem[]>([]);
  const read = useRawChange(
    (csv: string) => utils.client.admin.seats.import.mutate({ performanceId, version, csv }),
    async ({ version: imported }) => {
      onImported(imported);
      await reload();
    },
    reload,
  );
  const refused = csvProblems(detailsOf(read.error, 'BAD_INPUT')?.issues ?? []);
  const confirm = () => {
    const json = isJson(text) ? seatsOfJson(text) : null;
    const isLong = text.length > csvLengthMax;
    setProblems(
      text.trim() === '' || isLong
        ? [{ at: 1, field: null }]
        : json !== null && 'problems' in json
          ? json.problems
          : [],
    );
    if (json !== null && 'seats' in json) onSeats(json.seats);
    else if (json === null && text.trim() !== '' && !isLong) read.run(text);
  };
  const shown = problems.length > 0 ? problems : refused;
  return (
    <ConfirmDialog
      title={t('title')}
      description={t('effect')}
      confirm={t('action')}
      pending={read.isPending}
      error={refused.length > 0 ? null : read.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <label
        className={buttonClass(
          'secondary',
          'has-focus-visible:outline-3 has-focus-visible:outline-accent',
        )}
      >
        {t('choose')}
        <input
          type="file"
          accept=".csv,.json,text/csv,application/json"
          className="sr-only"
          onChange={({ target }) => {
            setProblems([]);
            read.reset();
            void target.files?.[0]?.text().then(setText);
          }}
        />
      </label>
      <FileText
        value={text}
        onChange={(typed) => {
          setText(typed);
          setProblems([]);
          read.reset();
        }}
      />
      <Problems problems={shown} isJson={isJson(text)} />
    </ConfirmDialog>
  );
}

interface FileTextProps {
  value: string;
  onChange: (text: string) => void;
}

export function FileText({ value, onChange }: FileTextProps) {
  const t = useTranslations('editing.file');
  const { number } = useFormats();
  return (
    <TextArea
      label={t('text')}
      hint={t('hint', { seats: seatsOfDateMax, max: number(csvLengthMax) })}
      rows={8}
      className="font-mono"
      spellCheck={false}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

function Problems({
  problems,
  isJson: inJson,
}: {
  problems: readonly FileProblem[];
  isJson: boolean;
}) {
  const t = useTranslations('editing');
  if (problems.length === 0) return null;
  return (
    <ul role="alert" className="flex flex-col gap-1 rounded-2xl bg-danger-soft p-4 text-sm">
      {problems.map(({ at, field }) => (
        <li key={`${at} ${field ?? ''}`}>
          {inJson ? t('file.seatAt', { at }) : t('file.lineAt', { at })}:{' '}
          {field !== null && t.has(`problem.${field}`)
            ? t(`problem.${field}`)
            : t('file.unreadable')}
        </li>
      ))}
    </ul>
  );
}
