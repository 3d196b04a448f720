/** Geometry of the speed strip. */
import type { Schemas } from '@/api/client';

import { runs, type Sample } from './track';

const LEFT = 30;
const TOP = 6;
const FOOT = 20;
/** Marks of the time axis stand at least so far apart, pixels. */
const TICK_ROOM = 64;
const STEPS_MINUTES = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440];
/** Civil time is eight hours ahead: marks stand at its full hours. */
const OFFSET_MS = 8 * 3_600_000;

export function strip(samples: Sample[], spans: Schemas['TrackSpan'][], width: number, height: number) {
  const [top, bottom] = [TOP, height - FOOT];
  const first = samples[0]?.at ?? 0;
  const last = Math.max(first + 60_000, samples[samples.length - 1]?.at ?? 0);
  const room = Math.max(1, width - LEFT - 4);
  const fastest = Math.max(60, ...samples.map((sample) => sample.speed ?? 0));
  const most = Math.ceil(fastest / 20) * 20;

  const x = (at: number) => LEFT + ((at - first) / (last - first)) * room;
  const at = (px: number) => first + ((px - LEFT) / room) * (last - first);
  const y = (speed: number) => bottom - (speed / most) * (bottom - top);
  const clamp = (px: number) => Math.min(LEFT + room, Math.max(LEFT, px));

  const paths = runs(samples).map((run) =>
    run
      .filter((sample) => sample.speed !== null)
      .map((sample, index) => `${index === 0 ? 'M' : 'L'}${x(sample.at).toFixed(1)} ${y(sample.speed as number).toFixed(1)}`)
      .join(''),
  ).filter((d) => d !== '');

  const shaded = spans.map((span) => {
    const [from, to] = [clamp(x(Date.parse(span.start))), clamp(x(Date.parse(span.end)))];
    return { id: span.finding_id, severity: span.severity, x: from, width: Math.max(2, to - from) };
  });

  const minutes = (last - first) / 60_000;
  const step = (STEPS_MINUTES.find((n) => (room / minutes) * n >= TICK_ROOM) ?? 1440) * 60_000;
  const times: { value: number; x: number }[] = [];
  for (let value = Math.ceil((first + OFFSET_MS) / step) * step - OFFSET_MS; value <= last; value += step) {
    // Words at the edges would be cut.
    if (x(value) > LEFT + 14 && x(value) < LEFT + room - 12) times.push({ value, x: x(value) });
  }
  const speeds = [0, most / 2, most].map((value) => ({ value, y: y(value) }));
  return { top, bottom, x, y, at, paths, spans: shaded, times, speeds };
}
