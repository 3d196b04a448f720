/** The waterfall as bars: where each step begins and ends on a scale from 0 to 100 per cent. */
export interface Bar {
  from: number;
  width: number;
}

/** Bars of base, steps and score. The scale goes from nought (or below) to the highest level that is passed. */
export function bars(base: number, points: readonly number[], score: number): { base: Bar; steps: Bar[]; score: Bar } {
  const levels = [base];
  for (const change of points) levels.push(levels[levels.length - 1]! + change);
  const low = Math.min(0, ...levels, score);
  const high = Math.max(1e-9, ...levels, score);
  const at = (value: number) => ((value - low) / (high - low)) * 100;
  const between = (a: number, b: number): Bar => ({ from: Math.min(at(a), at(b)), width: Math.abs(at(a) - at(b)) });
  return {
    base: between(0, base),
    steps: points.map((_, place) => between(levels[place]!, levels[place + 1]!)),
    score: between(0, score),
  };
}

/** A change with its sign. */
export function signed(points: number): string {
  const text = String(Math.abs(Math.round(points * 100) / 100));
  return points < 0 ? `−${text}` : points > 0 ? `+${text}` : text;
}
