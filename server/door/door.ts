export { admit, type DoorAnswer, findAtDoor, type MergedScans, mergeOffline } from './admit.ts';
export { removeScans } from './remove-scans.ts';
export { undoAdmission } from './undo.ts';
