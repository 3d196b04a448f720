import { describe, expect, it } from 'vitest';

import { share, shifted } from './day';

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
});
