import { describe, expect, it } from 'vitest';

import { clauseIndex, tokens } from './search';

const CLAUSES = [
  { id: 'a', title: '罐体检验在有效期内', text: '罐体检验超期', basis: '危险货物道路运输安全管理办法' },
  { id: 'b', title: '动态监控人员配备到位', text: '监控人员', basis: '道路运输车辆动态监督管理办法 第二十二条' },
];

describe('the search for clauses', () => {
  it('finds Chinese by any two characters beside each other', () => {
    const find = clauseIndex(CLAUSES);
    expect(find('罐体').map((one) => one.id)).toEqual(['a']);
    expect(find('监控人员').map((one) => one.id)).toEqual(['b']);
    expect(find('第二十二条').map((one) => one.id)).toEqual(['b']);
    expect(find('不存在的词').length).toBe(0);
    expect(find(' ').length).toBe(2);
  });

  it('cuts text into pairs', () => {
    expect(tokens('罐体检 GB18564')).toEqual(['罐体', '体检', 'gb18564']);
  });
});
