/**
 * Texts. Each area has one file per language (`zh-CN/<area>.json`, `en/<area>.json`); the name of the file is the first
 * part of its keys. Chinese is the source and part of the first load; English is loaded when asked for.
 */
import { createI18n } from 'vue-i18n';

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
type Texts = { [key: string]: string | Texts };

const chinese = import.meta.glob<Texts>('./zh-CN/*.json', { eager: true, import: 'default' });
const english = import.meta.glob<Texts>('./en/*.json', { import: 'default' });

const areaOf = (path: string) => path.replace(/^.*\//, '').replace(/\.json$/, '');

/** The language in use before: what was chosen here last, else what the browser asks for. */
export function preferred(stored: string | null, browser: readonly string[]): Language {
  if (stored === 'zh-CN' || stored === 'en') return stored;
  return browser[0] === undefined || browser[0].toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

const STORED = 'anlu.language';

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  missingWarn: false,
  fallbackWarn: false,
  messages: { 'zh-CN': Object.fromEntries(Object.entries(chinese).map(([path, texts]) => [areaOf(path), texts])) },
});

let englishLoaded = false;

async function loadEnglish(): Promise<void> {
  if (englishLoaded) return;
  const areas = await Promise.all(
    Object.entries(english).map(async ([path, load]) => [areaOf(path), await load()] as const),
  );
  i18n.global.setLocaleMessage('en', Object.fromEntries(areas) as never);
  englishLoaded = true;
}

/** Switches the language and remembers it. */
export async function useLanguage(language: Language): Promise<void> {
  if (language === 'en') await loadEnglish();
  i18n.global.locale.value = language as 'zh-CN';
  document.documentElement.lang = language;
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

/** Restores the language at start. */
export async function restoreLanguage(): Promise<void> {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(STORED);
  } catch {
    // As above.
  }
  await useLanguage(preferred(stored, navigator.languages));
}
