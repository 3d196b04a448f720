import { describe, expect, it } from 'vitest';

import { beginVisit, canonical, contentOf, missing, picked, sealOf, tally, type Sheet } from './content';

const SHEET = {
  today: '2026-11-26',
  enterprise: { id: 'e1', name: '示例运输', code: '', sectors: ['hazmat'], principal: '示例负责人' },
  assignment: null,
  lines: [{ source: 'item', reference: '0', text: '电子运单', clause: '第二十四条', detail: '', pictures: [] }],
  clauses: [{ id: 'c1', title: '灭火器', text: '灭火器过期', basis: '消防法 第十六条' }],
} as unknown as Sheet;
const begun = () => beginVisit(SHEET, 'e1', '示例甲', 1_795_000_000_000, new Uint8Array(16).fill(7));

describe('an inspection', () => {
  it('says what is missing before it can be sealed', () => {
    const visit = begun();
    expect(missing(visit)).toEqual({ officers: 'field_two_officers', answers: 'field_nothing_answered', officer: 'field_signature_missing', party: 'field_signature_missing' });
    visit.officers.push({ name: '示例乙', department: '' });
    visit.answers.push(picked(SHEET.clauses[0]!));
    Object.assign(visit, { officer: { ...visit.officer, piece: 'p1' }, party: { ...visit.party, piece: 'p2' } });
    expect(missing(visit)).toEqual({ 'answers.1.note': 'required' });
    visit.answers[1]!.note = '过期两具';
    expect([missing(visit), tally(visit)]).toEqual([{}, { met: 0, unmet: 1, not_applicable: 0, open: 1 }]);
  });

  it('is sealed with what was answered and the pieces that it names', () => {
    const visit = begun();
    const piece = (sha256: string, base: string | null = null) => ({ sha256, kind: 'photo' as const, captured_at: 1, place: null, base });
    visit.answers[0]!.outcome = 'met';
    visit.answers[0]!.pieces = ['drawn'];
    visit.pieces = [piece('raw'), piece('drawn', 'raw'), piece('forgotten')];
    const content = contentOf(visit, 2) as { answers: unknown[]; pieces: { sha256: string }[] };
    expect(content.pieces.map((one) => one.sha256)).toEqual(['raw', 'drawn']);
    const text = canonical(content);
    expect(sealOf(text)).not.toBe(sealOf(text.replace('met', 'not')));
  });
});

describe('the canonical text', () => {
  it('sorts members and has no white space', () => {
    expect(canonical({ b: [1, null, true], a: '安"\n' })).toBe('{"a":"安\\"\\n","b":[1,null,true]}');
  });
});
