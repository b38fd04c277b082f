/** Longest reason, in characters, of a change of a queue, concert, date, blocked seats or role. */
export const changeReasonMax = 200;

/** Longest reason, in characters, of a control of a person's seats or place, or a cancellation. */
export const controlReasonMax = 500;

/** Reason that the audit entry of a concert's change has if the editor gives none. */
export const editedReason = 'edited';
