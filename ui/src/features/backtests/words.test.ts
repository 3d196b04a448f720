import { describe, expect, it } from 'vitest';

import { shares, signed } from './words';

describe('figures of a back-test', () => {
  it('tell the sign of a change', () => {
    expect([signed(3), signed(-2), signed(0)]).toEqual(['+3', '−2', '0']);
  });
  it('are drawn against the longest bar of all rules', () => {
    expect(shares([{ old: 1, new: 4 }, { old: 0, new: 2 }])).toEqual([{ old: 25, new: 100 }, { old: 0, new: 50 }]);
    expect(shares([{ old: 0, new: 0 }])).toEqual([{ old: 0, new: 0 }]);
  });
});
