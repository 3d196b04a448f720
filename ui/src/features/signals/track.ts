/** What the speed strip and the map draw of a track. */
import type { Schemas } from '@/api/client';

export interface Sample {
  /** Instant, milliseconds. */
  at: number;
  lat: number;
  lon: number;
  /** km/h; null where neither the terminal nor the displacement tells. */
  speed: number | null;
  /** Whether the speed was worked out from the displacement. */
  derived: boolean;
  /** Severity of the finding that covers it. */
  finding: Schemas['Severity'] | null;
}

/** Longer silences are gaps: nothing is drawn across them. Ten minutes, as the rules of fatigue have it. */
export const GAP_MS = 10 * 60_000;

const ORDER: Schemas['Severity'][] = ['notice', 'warning', 'severe'];
const EARTH_KM = 6371;

export function distanceKm(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const rad = Math.PI / 180;
  const dLat = (b.lat - a.lat) * rad;
  const dLon = (b.lon - a.lon) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Positions with speed and finding. Where the terminal told no speed it is the displacement to the next position. */
export function samples(track: Schemas['Track']): Sample[] {
  const spans = track.findings.map((span) => ({ from: Date.parse(span.start), to: Date.parse(span.end), severity: span.severity }));
  return track.points.map((point, index) => {
    const at = Date.parse(point.t);
    const next = track.points[index + 1];
    let speed = point.speed ?? null;
    const derived = speed === null;
    if (derived && next !== undefined) {
      const ms = Date.parse(next.t) - at;
      if (ms > 0 && ms <= GAP_MS) speed = distanceKm(point, next) / (ms / 3_600_000);
    }
    const covering = spans.filter((span) => span.from <= at && at <= span.to).map((span) => ORDER.indexOf(span.severity));
    return { at, lat: point.lat, lon: point.lon, speed, derived, finding: covering.length > 0 ? (ORDER[Math.max(...covering)] ?? null) : null };
  });
}

/** Runs of samples without a gap between them. */
export function runs(all: Sample[]): Sample[][] {
  const out: Sample[][] = [];
  let previous: Sample | undefined;
  for (const sample of all) {
    const run = out[out.length - 1];
    if (run === undefined || previous === undefined || sample.at - previous.at > GAP_MS) out.push([sample]);
    else run.push(sample);
    previous = sample;
  }
  return out;
}

/** Every how many samples one is said in the table, so that it has at most `rows`; the last is always there. */
export function thinned(all: Sample[], rows: number): Sample[] {
  const every = Math.max(1, Math.ceil(all.length / rows));
  return all.filter((_, index) => index % every === 0 || index === all.length - 1);
}

/** Index of the sample nearest to an instant; -1 of nothing. */
export function nearest(all: Sample[], at: number): number {
  let best = -1;
  for (let i = 0; i < all.length; i += 1) {
    if (best < 0 || Math.abs((all[i] as Sample).at - at) < Math.abs((all[best] as Sample).at - at)) best = i;
  }
  return best;
}
