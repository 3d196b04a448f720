import { describe, expect, it } from 'vitest';

import { nextWait, staleKeys } from './events';

describe('live events', () => {
  it('wait longer after each failure, but never too long', () => {
    expect(nextWait(1000, 0)).toBe(1500);
    expect(nextWait(1000, 1)).toBe(2500);
    expect(nextWait(60_000, 1)).toBe(37_500);
  });

  it('make stale what they concern', () => {
    expect(staleKeys({ kind: 'hazard', id: 'x', state: 'found' })).toEqual([['hazards'], ['today']]);
    expect(staleKeys({ kind: 'vehicles', vehicles: [] })).toEqual([]);
    expect(staleKeys({ kind: 'resync' })).toBeNull();
  });
});
