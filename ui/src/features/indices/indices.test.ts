import { describe, expect, it } from 'vitest';

import { percent } from './percent';
import { trend } from './trend';

describe('indices', () => {
  it('are shown with two decimals, and never rounded up', () => {
    expect([percent(null), percent(0), percent(94.99), percent(50), percent(100)]).toEqual(['—', '0%', '94.99%', '50.00%', '100%']);
  });

  it('are a line that breaks where there is no share', () => {
    expect(trend([100, 50, null, 0])).toEqual(['M0.00 0.00 L33.33 50.00', 'M100.00 100.00 h0.6']);
    expect(trend([])).toEqual([]);
    expect(trend([null, null])).toEqual([]);
  });
});
