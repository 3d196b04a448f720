/** Playing a track: from the time that went by to the sample to show. */
import type { Sample } from './track';

/** How many seconds of the track go by in one of ours. */
export const RATES = [60, 300, 1200] as const;
export type Rate = (typeof RATES)[number];

/** Silences are jumped over: nobody wants to watch a parked night. */
const LONGEST_WAIT_MS = 10 * 60_000;

/**
 * The sample reached from `from` after `spent` milliseconds of track time, and what is left over of them. At the end the
 * last sample, with nothing left.
 */
export function advance(all: Sample[], from: number, spent: number): { index: number; left: number } {
  let index = Math.max(0, from);
  let left = spent;
  while (index + 1 < all.length) {
    const step = Math.min(LONGEST_WAIT_MS, (all[index + 1] as Sample).at - (all[index] as Sample).at);
    if (step > left) return { index, left };
    left -= step;
    index += 1;
  }
  return { index: Math.max(0, all.length - 1), left: 0 };
}
