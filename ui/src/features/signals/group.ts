/** The inbox, grouped by driver-day or vehicle-day. */
import type { Schemas } from '@/api/client';

/** A row as lists have it. */
export type Row = Schemas['Paged_SignalRow']['items'][number];

export interface Group<R extends Row = Row> {
  key: string;
  day: string;
  /** The driver, when the signals are about one; else the vehicle. */
  driver: string | null;
  plate: string | null;
  enterprise: string | null;
  signals: R[];
}

/**
 * Signals of the same driver (else vehicle) on the same day, together. The groups stand in the order of their first
 * signal: the server sends the most urgent first. Signals about nobody that is known stay alone.
 */
export function grouped<R extends Row>(rows: readonly R[]): Group<R>[] {
  const groups = new Map<string, Group<R>>();
  for (const row of rows) {
    const who = row.driver ? `d${row.driver.id}` : row.vehicle ? `v${row.vehicle.id}` : `s${row.id}`;
    const key = `${row.day} ${who}`;
    const group = groups.get(key);
    if (group) group.signals.push(row);
    else groups.set(key, { key, day: row.day, driver: row.driver?.name ?? null, plate: row.vehicle?.plate ?? null, enterprise: row.enterprise?.name ?? null, signals: [row] });
  }
  return [...groups.values()];
}
