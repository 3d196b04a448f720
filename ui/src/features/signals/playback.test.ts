import { describe, expect, it } from 'vitest';

import { advance } from './playback';
import type { Sample } from './track';

const MINUTE = 60_000;
const all = [0, 1, 2, 200, 201].map((minute): Sample => ({ at: minute * MINUTE, lat: 30, lon: 121, speed: 50, derived: false, finding: null }));

describe('playing a track', () => {
  it('goes by the time of the track and keeps what is left over', () => {
    expect(advance(all, 0, 0.5 * MINUTE)).toEqual({ index: 0, left: 0.5 * MINUTE });
    expect(advance(all, 0, 1.5 * MINUTE)).toEqual({ index: 1, left: 0.5 * MINUTE });
  });

  it('waits ten minutes at most in a silence, and ends at the end', () => {
    expect(advance(all, 2, 9 * MINUTE).index).toBe(2);
    expect(advance(all, 2, 10 * MINUTE)).toEqual({ index: 3, left: 0 });
    expect(advance(all, 0, 999 * MINUTE)).toEqual({ index: 4, left: 0 });
    expect(advance([], 0, MINUTE)).toEqual({ index: 0, left: 0 });
  });
});
