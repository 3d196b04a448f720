/** A day of a vehicle as a bar of 24 hours. */
import type { Schemas } from '@/api/client';

const DAY_MS = 24 * 3_600_000;

/** In the order of the legend. */
export const MOTIONS: readonly Schemas['Motion'][] = ['driving', 'still', 'unknown'];

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

/** Pieces over the whole of their time, and where `mark` lies in it, percent. */
export function laid(pieces: readonly Schemas['DayPiece'][], mark: string): { bars: Bar[]; mark: number } {
  const begin = Date.parse(pieces[0]?.start ?? mark);
  const whole = Math.max(1, Date.parse(pieces.at(-1)?.end ?? mark) - begin);
  const at = (instant: string) => Math.min(100, Math.max(0, ((Date.parse(instant) - begin) / whole) * 100));
  return { bars: pieces.map(({ motion, start, end }) => ({ motion, from: at(start), width: at(end) - at(start) })), mark: at(mark) };
}

/** Minutes of each kind in `pieces`. */
export function totals(pieces: readonly Schemas['DayPiece'][]): Record<Schemas['Motion'], number> {
  const sum = { driving: 0, still: 0, unknown: 0 };
  for (const { motion, start, end } of pieces) sum[motion] += (Date.parse(end) - Date.parse(start)) / 60_000;
  return sum;
}

/** The day `days` after another. */
export function shifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
