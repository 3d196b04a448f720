/**
 * Vehicles that glide: between two reports a dot goes from where it was to where it is now, in the time that lay between
 * them. It is that much behind, but moves as the vehicle did. Times are milliseconds of the page's clock.
 */
import type { LonLat, MapDot } from './data';
import { mercator } from './project';

/** Reports of a moving vehicle are 10 to 30 s apart. After a longer silence nobody knows the way: the dot is set there. */
export const LONGEST_MS = 45_000;
/** A dot that has moved by less than this since the last frame has not been seen to move, pixels. */
const STEP_PX = 0.5;
/** Thirty frames a second are enough for dots. */
const FRAME_MS = 33;

/** Numbers of a dot for the graphics card: from, to (each x and y, from the origin), when it began, its share a millisecond. */
export const STRIDE = 6;

export interface Way {
  dot: MapDot;
  from: LonLat;
  begun: number;
  /** 0: it stands where it is. */
  lasts: number;
  /** From and to, in the unit square. */
  ends: [number, number, number, number];
}

/** How long a dot glides between reports of these times; 0: not at all. */
export function lasting(before: number, after: number): number {
  const gap = after - before;
  return gap > 0 && gap <= LONGEST_MS ? gap : 0;
}

/** Where a dot is on its way. */
export function placeAt(way: Way, now: number): LonLat {
  const share = way.lasts === 0 ? 1 : Math.min(1, Math.max(0, (now - way.begun) / way.lasts));
  const [{ at: to }, from] = [way.dot, way.from];
  return share === 1 ? to : [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}

function between(dot: MapDot, from: LonLat, begun: number, lasts: number): Way {
  return { dot, from, begun, lasts, ends: [...mercator(from), ...mercator(dot.at)] };
}

/** The way of a vehicle after what was known of it before. `still`: nothing glides. */
export function onward(before: Way | undefined, dot: MapDot, now: number, still: boolean): Way {
  if (before === undefined) return between(dot, dot.at, now, 0);
  if (before.dot === dot) return before;
  if (before.dot.at[0] === dot.at[0] && before.dot.at[1] === dot.at[1]) return { ...before, dot };
  const lasts = still ? 0 : lasting(before.dot.time, dot.time);
  return between(dot, lasts === 0 ? dot.at : placeAt(before, now), now, lasts);
}

/** The ways as numbers, from an origin among them, for the numbers of the graphics card are short; times are from `now`. */
export function packed(ways: readonly Way[], now: number): { origin: [number, number]; numbers: Float32Array } {
  const origin: [number, number] = ways[0] === undefined ? [0, 0] : [ways[0].ends[2], ways[0].ends[3]];
  const numbers = new Float32Array(ways.length * STRIDE);
  let n = 0;
  for (const { ends, begun, lasts } of ways) {
    numbers[n] = ends[0] - origin[0];
    numbers[n + 1] = ends[1] - origin[1];
    numbers[n + 2] = ends[2] - origin[0];
    numbers[n + 3] = ends[3] - origin[1];
    numbers[n + 4] = begun - now;
    numbers[n + 5] = lasts === 0 ? 0 : 1 / lasts;
    n += STRIDE;
  }
  return { origin, numbers };
}

/** The fastest that still glides (parts of the unit square a millisecond), and when the last has arrived. */
export function pace(ways: readonly Way[], now: number): { speed: number; until: number } {
  let [speed, until] = [0, 0];
  for (const { ends, begun, lasts } of ways) {
    if (begun + lasts <= now) continue;
    const [dx, dy] = [ends[2] - ends[0], ends[3] - ends[1]];
    speed = Math.max(speed, Math.sqrt(dx * dx + dy * dy) / lasts);
    until = Math.max(until, begun + lasts);
  }
  return { speed, until };
}

/** Milliseconds until a frame would show something new, with `pixels` across the unit square; null when all have arrived. */
export function untilNext({ speed, until }: { speed: number; until: number }, now: number, pixels: number): number | null {
  if (now >= until) return null;
  return Math.min(until - now, Math.max(FRAME_MS, STEP_PX / (speed * pixels)));
}
