// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';

import { faultOf } from './upload';

const file = (name: string, size: number) => ({ name, size }) as File;

describe('a file for import', () => {
  it('is a workbook or a table of text', () => {
    expect(faultOf(file('企业台账.xlsx', 10), 100)).toBeNull();
    expect(faultOf(file('A.CSV', 10), 100)).toBeNull();
    expect(faultOf(file('old.xls', 10), 100)).toBe('file_format');
    expect(faultOf(file('photo.png', 10), 100)).toBe('file_format');
  });

  it('has something in it, and not too much', () => {
    expect(faultOf(file('a.xlsx', 0), 100)).toBe('no_rows');
    expect(faultOf(file('a.xlsx', 101), 100)).toBe('file_too_large');
  });
});
