// Texts of the interface in one language, as a test names what people see: the same files that the interface is built of.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../src/i18n/', import.meta.url));

/** `t('area.key', values)` of a language (`zh-CN` or `en`); fails for a key that has no text. */
export function textsOf(language) {
  const folder = `${FOLDER}${language}/`;
  const areas = Object.fromEntries(readdirSync(folder).map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(folder + file, 'utf8'))]));
  return (key, values = {}) => {
    const text = key.split('.').reduce((part, name) => part?.[name], areas);
    if (typeof text !== 'string') throw new Error(`no text ${key} in ${language}`);
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
}
