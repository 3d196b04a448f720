import { describe, expect, it } from 'vitest';

import { readPlace } from './place';

describe('places that people type', () => {
  it('reads latitude and longitude as maps tell them', () => {
    expect(readPlace('30.17, 121.25')).toEqual({ lat: 30.17, lon: 121.25 });
    expect(readPlace(' 30.17，121.25 ')).toEqual({ lat: 30.17, lon: 121.25 });
    expect(readPlace('-30 121')).toEqual({ lat: -30, lon: 121 });
    for (const text of ['', '30.17', '121.25, 30.17', '30.17,', 'a, b', '30.17, 181']) expect(readPlace(text)).toBeNull();
  });
});
