/** Longest reason of a change of a queue, a concert, a date, blocked seats or a role, in characters. */
export const changeReasonMax = 200;

/** Longest reason of a control of a person's seats or place, or of a cancellation, in characters. */
export const controlReasonMax = 500;

/** Reason that the audit entry of a concert's change has if the editor gives none. */
export const editedReason = 'edited';
