/** A day of a vehicle as a bar of 24 hours. */
import type { Schemas } from '@/api/client';

const DAY_MS = 24 * 3_600_000;

export interface Bar {
  motion: Schemas['Motion'];
  /** Percent of the day. */
  from: number;
  width: number;
}

/** Midnight of a civil day in Asia/Shanghai, milliseconds. */
export const midnight = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);

/** Percent of the day at which an instant lies, kept inside it. */
export function share(day: string, at: string): number {
  return Math.min(100, Math.max(0, ((Date.parse(at) - midnight(day)) / DAY_MS) * 100));
}

export function bars(record: Schemas['VehicleDay']): Bar[] {
  return record.pieces.map(({ motion, start, end }) => {
    const from = share(record.day, start);
    return { motion, from, width: share(record.day, end) - from };
  });
}

/** The day `days` after another. */
export function shifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
