// The page that recomputes a published draw gives what the program gives: the samples are those of crates/domain.

import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { runInThisContext } from 'node:vm';

import { describe, expect, it } from 'vitest';

interface Report {
  ok: boolean;
  faults: string[];
  drawn: number;
  without_team: number;
  repeats: string | null;
  frozen_sha256: string;
  seed: string;
  result_sha256: string;
}
interface Draw {
  sha256: (bytes: Uint8Array) => Uint8Array;
  hex: (bytes: Uint8Array) => string;
  commitment: (frozen: string, seat: string, secret: string) => string;
  committed: (frozen: string, a: string, b: string) => string;
  seedOf: (committed: string, a: string, b: string, beacon: string) => string;
  stream: (seed: string, label: string) => (n: number) => number;
  verify: (text: string) => Report;
}

const here = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
runInThisContext(here('../public/verify-draw.js'));
const draw = (globalThis as unknown as { AnluDraw: Draw }).AnluDraw;
const sample = (name: string) => here(`../../crates/domain/testdata/draw/${name}.json`);

/** What is found after one member of the rich sample was changed. */
function altered(change: (file: any) => void): string[] { // oxlint-disable-line typescript/no-explicit-any
  const file = JSON.parse(sample('rich'));
  change(file);
  return draw.verify(JSON.stringify(file)).faults;
}

describe('the published draw', () => {
  it('hashes as everybody does', () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 1000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) % 256);
      expect(draw.hex(draw.sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('gives the loose values of the algorithm', () => {
    const v = JSON.parse(sample('vectors'));
    expect(draw.commitment(v.frozen, 'a', v.secret_a)).toBe(v.commitment_a);
    expect(draw.commitment(v.frozen, 'b', v.secret_b)).toBe(v.commitment_b);
    expect(draw.committed(v.frozen, v.commitment_a, v.commitment_b)).toBe(v.committed);
    expect(draw.seedOf(v.committed, v.secret_a, v.secret_b, v.beacon)).toBe(v.seed);
    const below = draw.stream(v.seed, 'subjects');
    for (const { below: n, values } of v.numbers) expect(values.map(() => below(n))).toEqual(values);
  });

  it('recomputes both samples', () => {
    for (const name of ['plain', 'rich']) {
      const file = JSON.parse(sample(name));
      const report = draw.verify(sample(name));
      expect(report).toMatchObject({ ok: true, faults: [], seed: file.seed, result_sha256: file.result_sha256 });
    }
    expect(draw.verify(sample('rich')).repeats).toBe('SSJ-20261125-0001');
  });

  it('finds every alteration', () => {
    const other = 'ab'.repeat(32);
    expect(altered((f) => { f.seed = other; })).toEqual(['seed']);
    expect(altered((f) => { f.result_sha256 = other; })).toEqual(['result_hash']);
    expect(altered((f) => { f.secrets.b = other; })).toContain('commitment_b');
    expect(altered((f) => { f.commitments.a = other; })).toContain('commitment_a');
    expect(altered((f) => { f.plan.count = 39; })).toContain('plan_hash');
    expect(altered((f) => { f.roster.subjects[0].name = '别名'; })).toContain('roster_hash');
    expect(altered((f) => { f.roster.subjects[0].weight = 9; })).toContain('weight');
    expect(altered((f) => { f.roster.subjects.reverse(); })).toContain('roster_order');
    expect(altered((f) => { f.roster.excluded[0].id = f.roster.subjects[0].id; })).toContain('excluded');
    expect(altered((f) => { f.pairs.reverse(); })).toEqual(['pairs']);
    expect(altered((f) => { f.beacon = null; }).slice(0, 2)).toEqual(['beacon', 'seed']);
    expect(altered((f) => { f.plan.parties.b.id = f.plan.parties.a.id; })).toContain('same_party');
  });

  it('says what it cannot judge', () => {
    const code = (text: string) => {
      try {
        draw.verify(text);
        return 'judged';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code('{')).toBe('draw_file_json');
    expect(code('{}')).toBe('draw_file_format');
    expect(code('{"format":"anlu-draw-1"}')).toBe('draw_file_shape');
    expect(code(sample('plain').replace('"count":5', '"count":5.5'))).toBe('draw_file_shape');
  });
});
