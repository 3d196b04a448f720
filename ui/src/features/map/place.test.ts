import { describe, expect, it } from 'vitest';

import { localTime, readPlace, readTime } from './place';

describe('places and times that people type', () => {
  it('reads latitude and longitude as maps tell them', () => {
    expect(readPlace('30.17, 121.25')).toEqual({ lat: 30.17, lon: 121.25 });
    expect(readPlace(' 30.17，121.25 ')).toEqual({ lat: 30.17, lon: 121.25 });
    expect(readPlace('-30 121')).toEqual({ lat: -30, lon: 121 });
    for (const text of ['', '30.17', '121.25, 30.17', '30.17,', 'a, b', '30.17, 181']) expect(readPlace(text)).toBeNull();
  });

  it('takes times as those of Shanghai', () => {
    expect(readTime('2026-11-25T08:30')).toBe('2026-11-25T08:30:00+08:00');
    expect(readTime('')).toBeNull();
    expect(localTime(Date.parse('2026-11-25T00:30:00Z'))).toBe('2026-11-25T08:30');
  });
});
