export { admit, type DoorAnswer, findAtDoor, type MergedScans, mergeOffline } from './admit.ts';
export { undoAdmission } from './undo.ts';
