/** Texts: both languages have the same keys and values, every key is used, and every key that is asked for is there. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

type Texts = { [key: string]: string | Texts };

const SRC = join(__dirname, '../src');

function flat(texts: Texts, prefix: string): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}.${key}`, value] as [string, string]] : flat(value, `${prefix}.${key}`),
  );
}

function load(language: string): Map<string, string> {
  const folder = join(SRC, 'i18n', language);
  return new Map(
    readdirSync(folder).flatMap((file) => flat(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Texts, file.replace(/\.json$/, ''))),
  );
}

function* sources(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (/\.(vue|ts)$/.test(name) && !/\.(test|d)\.ts$/.test(name)) yield readFileSync(path, 'utf8');
  }
}

const chinese = load('zh-CN');
const english = load('en');
const code = [...sources(SRC)].join('\n');

const KEY = '[a-z_]+(?:\\.[A-Za-z0-9_-]+)+';
const written = new Set([...code.matchAll(new RegExp(`['"\`](${KEY})['"\`]`, 'g'))].map((m) => m[1]!));
/** Beginnings of keys that are completed at run time: `today.why.${code}`. */
const begun = [...new Set([...code.matchAll(/[`]([a-z_]+\.[a-z_.]*)\$\{/g)].map((m) => m[1]!))];
const asked = new Set([...code.matchAll(new RegExp(`\\b(?:t|te)\\(\\s*['"](${KEY})['"]`, 'g'))].map((m) => m[1]!));

const slots = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].sort();

describe('texts', () => {
  it('are found', () => {
    expect(chinese.size).toBeGreaterThan(300);
    expect(asked.size).toBeGreaterThan(100);
  });

  it('are there in both languages', () => {
    expect([...chinese.keys()].filter((key) => !english.has(key))).toEqual([]);
    expect([...english.keys()].filter((key) => !chinese.has(key))).toEqual([]);
  });

  it('take the same values in both languages', () => {
    const different = [...chinese].filter(([key, text]) => slots(text).join() !== slots(english.get(key) ?? '').join());
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it('are there for every key that is asked for', () => {
    expect([...asked].filter((key) => !chinese.has(key))).toEqual([]);
  });

  it('are all used', () => {
    const unused = [...chinese.keys()].filter((key) => !written.has(key) && !begun.some((prefix) => key.startsWith(prefix)));
    expect(unused).toEqual([]);
  });

  it('are written in their language', () => {
    const han = /\p{Script=Han}/u;
    const names = new Set(['shell.other_language']);
    expect([...english].filter(([key, text]) => han.test(text) && !names.has(key)).map(([key]) => key)).toEqual([]);
    const latin = [...chinese].filter(([key, text]) => !han.test(text) && /[a-z]{3,}/.test(text) && !names.has(key));
    expect(latin.map(([key]) => key)).toEqual([]);
  });
});
