'use client';

import { type ReactNode, useState } from 'react';
import type { z } from 'zod';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Control } from './control.ts';
import { ControlForm } from './control-form.tsx';

/** Concert of a change, with the version that its editor has read if the schema demands one. */
export interface Target {
  concertId: number;
  version?: number;
}

export interface Setting<Input> {
  schema: z.ZodType<Input>;
  send: (input: Input, onDone: () => void) => void;
  reset: () => void;
  pending: boolean;
  error: unknown;
}

interface ControlListProps<Change, Input> {
  id: string;
  title: string;
  /** Status badge beside the title. */
  state?: ReactNode;
  target: Target;
  controls: Control<Change>[];
  setting: Setting<Input>;
}

export function ControlList<Change, Input>({
  id,
  title,
  state,
  target,
  controls,
  setting,
}: ControlListProps<Change, Input>) {
  // Keeps a copy of the control and its version, so that new figures do not change the open dialog.
  const [open, setOpen] = useState<{ control: Control<Change>; target: Target } | null>(null);
  const toast = useToast();
  const begin = (control: Control<Change>) => {
    setting.reset();
    toast('');
    setOpen({ control, target });
  };
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <h2 id={id} className="text-xl font-bold">
          {title}
        </h2>
        {state}
      </div>
      <Card className="flex flex-col divide-y divide-line py-1 sm:py-1">
        {controls.map((control) => (
          <ControlRow key={control.name} control={control} onBegin={() => begin(control)} />
        ))}
      </Card>
      {open !== null && (
        <ControlDialog
          {...open}
          setting={setting}
          onClose={() => setOpen(null)}
          onDone={() => {
            setOpen(null);
            toast(open.control.done);
          }}
        />
      )}
    </section>
  );
}

function ControlRow<Change>({
  control,
  onBegin,
}: {
  control: Control<Change>;
  onBegin: () => void;
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <h3 className="text-sm text-muted">{control.label}</h3>
        <p className="font-semibold">{control.value}</p>
      </div>
      <Button variant={control.name === 'paused' ? 'primary' : 'secondary'} onClick={onBegin}>
        {control.action}
      </Button>
    </div>
  );
}

interface ControlDialogProps<Change, Input> {
  target: Target;
  control: Control<Change>;
  setting: Setting<Input>;
  onClose: () => void;
  onDone: () => void;
}

function ControlDialog<Change, Input>({
  target,
  control,
  setting,
  onClose,
  onDone,
}: ControlDialogProps<Change, Input>) {
  const asked = (reason: string, change: Change) =>
    setting.schema.safeParse({ ...target, reason, ...change });
  return (
    <ControlForm
      control={control}
      pending={setting.pending}
      error={setting.error}
      onClose={onClose}
      takes={(change) =>
        !(asked('?', change).error?.issues ?? []).some(({ path }) => path[0] === control.name)
      }
      onConfirm={(reason, change) => {
        const { data } = asked(reason, change);
        if (data !== undefined) setting.send(data, onDone);
      }}
    />
  );
}
