/** Every code the server can send has a text. The codes are read where they are written: in the Rust sources. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

type Texts = { [key: string]: string | Texts };

const ROOT = join(__dirname, '../..');
const CRATES = join(ROOT, 'crates');

const area = (name: string) => JSON.parse(readFileSync(join(ROOT, `ui/src/i18n/zh-CN/${name}.json`), 'utf8')) as Texts;
/** A Rust source without its tests. */
const rust = (path: string) => readFileSync(join(CRATES, path), 'utf8').split('#[cfg(test)]')[0]!;
const found = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map((m) => m[1]!))];
const at = (texts: Texts, path: string) => path.split('.').reduce<Texts | string | undefined>((t, key) => (typeof t === 'object' ? t[key] : undefined), texts);
const without = (codes: string[], ...places: Texts[]) => codes.filter((code) => !places.some((texts) => typeof at(texts, code) === 'string'));

function files(folder: string): string[] {
  return readdirSync(join(CRATES, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(join(CRATES, path)).isDirectory()) return files(path);
    return name.endsWith('.rs') ? [path] : [];
  });
}

describe('codes of the server', () => {
  it('have a text for every refusal', () => {
    const codes = found(rust('web/src/error/catalogue.rs'), /entry\("(\w+)", \d+,/g);
    expect(codes.length).toBeGreaterThan(20);
    expect(without(codes, area('error'))).toEqual([]);
  });

  it('have a text for everything that can be wrong with a field', () => {
    const calls = [...files('web/src'), ...files('app/src')].filter((path) => !path.includes('/import'));
    const pushed = calls.flatMap((path) => found(rust(path), /(?:\b(?:invalid|field)\(\s*(?:"[^"]*"|[\w.]+|format!\([^)]*\))\s*,\s*|\bcode: )"(\w+)"/g));
    const enums = ['domain/src/hazard/refusal.rs', 'domain/src/inquiry.rs', 'domain/src/signal/act.rs', 'domain/src/watch/act.rs', 'domain/src/risk/refusal.rs', 'domain/src/draw/refusal.rs', 'domain/src/case/refusal.rs', 'domain/src/talk/refusal.rs', 'domain/src/remote/refusal.rs', ...files('domain/src/keys')];
    const named = enums.flatMap((path) => found(rust(path).split('fn code')[1] ?? '', /=> "(\w+)"/g));
    const faults = [...files('domain/src/risk'), ...files('domain/src/project')].filter((path) => !path.includes('_tests')).flatMap((path) => found(rust(path), /(?:fault|field|line|text|at)\((?:at\("\w+"\)|[^"()]*|"[^"]*"|format!\([^)]*\)), "(\w+)"\)/g));
    expect(faults.length).toBeGreaterThan(6);
    pushed.push(...faults);
    expect(pushed.length).toBeGreaterThan(10);
    expect(named.length).toBeGreaterThan(30);
    expect(without([...new Set([...pushed, ...named])], area('field'), area('import').code as Texts)).toEqual([]);
  });

  it('have a text for every reason and verb of today', () => {
    const [reasons, verbs] = rust('app/src/today/codes.rs').split('pub mod verb');
    const why = found(reasons!, /: &str = "(\w+)"/g);
    const verb = found(verbs!, /: &str = "([\w.]+)"/g);
    expect([why.length > 10, verb.length > 10]).toEqual([true, true]);
    expect(without(why, area('today').why as Texts)).toEqual([]);
    expect(without(verb, area('today').verb as Texts)).toEqual([]);
  });

  const faults = 'app/src/import/fault.rs';
  it.skipIf(!existsSync(join(CRATES, faults)))('have a text for every fault of an import', () => {
    const codes = found(rust(faults), /\be\("(\w+)", "\w+"/g);
    expect(codes.length).toBeGreaterThan(30);
    expect(without(codes, area('import').code as Texts)).toEqual([]);
    const failures = found(rust('app/src/import/error.rs').split('fn code')[1]!, /=> "(\w+)"/g);
    expect(without(failures, area('import').error as Texts, area('error'))).toEqual([]);
  });

  it('have a text for every entry of the ledger', () => {
    const registry = ['grid', 'vehicle', 'enterprise', 'person'].flatMap((name) => found(rust(`store/src/repo/${name}.rs`), /(?:ADDED|CHANGED): &'static str = "(\w+)"|action: "(\w+)"/g));
    expect(registry.filter(Boolean).length).toBeGreaterThanOrEqual(8);
    expect(without(registry.filter(Boolean), area('ledger').action as Texts)).toEqual([]);
  });

  it('have a text for every step of a hazard, a signal, a watch, a risk, a campaign, an interview and a project', () => {
    const steps = ['signal', 'hazard', 'live', 'watch', 'risk', 'campaign', 'draw', 'talk', 'tasks', 'project'].flatMap((name) => files(`app/src/${name}`)).filter((path) => !/tests?(\/|\.rs)/.test(path)).flatMap((path) => found(rust(path), /"((?:signal|hazard|watch|risk|campaign|draw|talk|project)_\w+)"/g)).filter((name) => !['watch_id', 'watch_outbox', 'risk_picture_added', 'risk_picture_removed', 'campaign_condition', 'campaign_subject', 'hazard_no', 'talk_hazard_minor', 'project_other_party', 'project_item_over', 'project_nothing_to_answer', 'draw_no'].includes(name));
    expect(steps.length).toBeGreaterThan(15);
    expect(without([...new Set(steps)], area('timeline'))).toEqual([]);
  });

  it('have a text for every setting of a rule', () => {
    const kinds = files('rules/src/kinds').map((path) => rust(path));
    const params = kinds.flatMap((text) => found(/pub struct Params \{([^}]*)\}/.exec(text)?.[1] ?? '', /pub (\w+):/g)).filter((name) => !['hours', 'night'].includes(name));
    const fields = (of: string) => found(new RegExp(`pub struct ${of} \\{([^}]*)\\}`).exec(rust('rules/src/kinds/hours.rs'))![1]!, /pub (\w+):/g);
    const hours = fields('Hours').map((name) => `hours.${name}`);
    const night = fields('Night').filter((name) => name !== 'hours').concat(hours).map((name) => `night.${name}`);
    const names = [...new Set([...params, ...hours, ...night, 'warning_above_minutes', 'severe_above_minutes'])];
    expect(names.length).toBeGreaterThan(15);
    expect(without(names, area('signals').setting as Texts)).toEqual([]);
  });

  it('have a word for every value of every vocabulary', () => {
    const schemas = (JSON.parse(readFileSync(join(ROOT, 'schemas/openapi.json'), 'utf8')) as { components: { schemas: Record<string, { enum?: string[] }> } }).components.schemas;
    const vocabulary = area('vocabulary');
    const snake = (name: string) => name.replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase();
    const missing = Object.entries(schemas).flatMap(([name, schema]) => {
      const texts = vocabulary[snake(name)];
      return schema.enum && typeof texts === 'object' ? without(schema.enum, texts).map((value) => `${snake(name)}.${value}`) : [];
    });
    expect(missing).toEqual([]);
    const needed = ['Sector', 'Role', 'Standing', 'Employment', 'Post', 'PlateColour', 'VehicleClass', 'GridLevel', 'Severity', 'SubjectKind', 'HazardState', 'HazardLevel', 'HazardSource', 'SignalState', 'SignalOwner', 'ImportState'];
    expect(needed.filter((name) => !schemas[name]?.enum || typeof vocabulary[snake(name)] !== 'object')).toEqual([]);
  });
});
