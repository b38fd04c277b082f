import type { Tx } from '../database/transaction.ts';

/**
 * Removes the scans of a performance that never had a ticket, so that the performance can be
 * removed. They admitted nobody. No lock keeps scans away meanwhile: under SERIALIZABLE, a scan that
 * commits after the removal's snapshot makes the removal run again, and then the scan is visible.
 */
export async function removeScans(tx: Pick<Tx, 'doorScan'>, performanceId: number): Promise<void> {
  await tx.doorScan.deleteMany({ where: { performanceId } });
}
