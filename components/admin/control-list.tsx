'use client';

import { useState } from 'react';
import type { z } from 'zod';
import { Button } from '../ui/button.tsx';
import { useVerb } from './frame/verbs.tsx';
import { useMay } from './staff.tsx';
import type { Control } from './control.ts';
import { ControlForm } from './control-form.tsx';

/** Concert of a change, with the version that its editor has read if the schema demands one. */
export interface Target {
  concertId: number;
  version?: number;
}

export interface Setting<Input> {
  schema: z.ZodType<Input>;
  /** Sends the change. `done` says afterwards what was done. */
  send: (input: Input, done: string, onDone: () => void) => void;
  reset: () => void;
  pending: boolean;
  error: unknown;
}

interface ControlListProps<Change, Input> {
  target: Target;
  controls: Control<Change>[];
  setting: Setting<Input>;
  /** True if the search opens the dialogs of this list; one list of a page at most. */
  isFound: boolean;
}

/** Lists settings with their values. Each changes in a dialog. */
export function ControlList<Change, Input>({
  target,
  controls,
  setting,
  isFound,
}: ControlListProps<Change, Input>) {
  // Keeps a copy of the control and its version, so that new figures do not change the open dialog.
  const [open, setOpen] = useState<{ control: Control<Change>; target: Target } | null>(null);
  const begin = (control: Control<Change>) => {
    setting.reset();
    setOpen({ control, target });
  };
  const names = isFound ? controls.map(({ name }) => name) : [];
  useVerb(names, (verb) => {
    const control = controls.find(({ name }) => name === verb);
    if (control !== undefined) begin(control);
  });
  return (
    <>
      <div className="flex flex-col divide-y divide-line">
        {controls.map((control) => (
          <ControlRow key={control.name} control={control} onBegin={() => begin(control)} />
        ))}
      </div>
      {open !== null && <ControlDialog {...open} setting={setting} onClose={() => setOpen(null)} />}
    </>
  );
}

function ControlRow<Change>({
  control,
  onBegin,
}: {
  control: Control<Change>;
  onBegin: () => void;
}) {
  const may = useMay();
  return (
    <div className="flex flex-col items-start gap-1 py-2.5 text-sm">
      <h3 className="text-muted">{control.label}</h3>
      <p className="font-semibold">{control.value}</p>
      {may('manage') && (
        <Button variant="secondary" className="min-h-9 px-3 text-sm" onClick={onBegin}>
          {control.action}
        </Button>
      )}
    </div>
  );
}

interface ControlDialogProps<Change, Input> {
  target: Target;
  control: Control<Change>;
  setting: Setting<Input>;
  onClose: () => void;
}

function ControlDialog<Change, Input>({
  target,
  control,
  setting,
  onClose,
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
        if (data !== undefined) setting.send(data, control.done, onClose);
      }}
    />
  );
}
