import { describe, expect, it } from 'vitest';

import { laid, share, shifted, totals } from './day';

describe('a day of a vehicle', () => {
  it('is that of Shanghai', () => {
    expect(share('2026-11-25', '2026-11-24T16:00:00Z')).toBe(0);
    expect(share('2026-11-25', '2026-11-25T12:00:00+08:00')).toBe(50);
    expect(share('2026-11-25', '2026-11-26T07:00:00+08:00')).toBe(100);
  });

  it('has a day before and after, also over the end of a year', () => {
    expect(shifted('2026-01-01', -1)).toBe('2025-12-31');
    expect(shifted('2028-02-28', 1)).toBe('2028-02-29');
  });

  it('is laid out in pieces with a mark', () => {
    const piece = (motion: 'driving' | 'still' | 'unknown', from: number, to: number) => ({ motion, start: new Date(from * 60_000).toISOString(), end: new Date(to * 60_000).toISOString() });
    const pieces = [piece('still', 0, 25), piece('driving', 25, 75), piece('unknown', 75, 100)];
    expect(laid(pieces, pieces[1]!.start)).toEqual({
      bars: [
        { motion: 'still', from: 0, width: 25 },
        { motion: 'driving', from: 25, width: 50 },
        { motion: 'unknown', from: 75, width: 25 },
      ],
      mark: 25,
    });
    expect(totals(pieces)).toEqual({ still: 25, driving: 50, unknown: 25 });
    expect(laid([], pieces[0]!.start)).toEqual({ bars: [], mark: 0 });
  });
});
