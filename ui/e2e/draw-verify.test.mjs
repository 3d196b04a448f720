// The page that recomputes a published draw, opened from the folder itself: no server, no network.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { assertAccessible, assertFits, closePage, DESK, launch, openPage, PHONE } from './support/browser.mjs';

const PAGE = new URL('../public/verify-draw.html', import.meta.url).href;
const sample = (name) => fileURLToPath(new URL(`../../crates/domain/testdata/draw/${name}.json`, import.meta.url));

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

async function open(viewport, query = '') {
  const page = await openPage(browser, undefined, { viewport, offline: true });
  await page.goto(PAGE + query);
  return page;
}

describe('verification page of draws, from file://', () => {
  for (const viewport of [DESK, PHONE]) {
    for (const [language, query, holds, fails] of [['zh-CN', '', '核验通过', '名单被改动'], ['en', '?lang=en', 'It holds', 'the roster was altered']]) {
      it(`recomputes the samples and finds an alteration: ${language}, ${viewport.width} px`, async () => {
        const page = await open(viewport, query);
        assert.equal(await page.locator('html').getAttribute('lang'), language);
        for (const name of ['plain', 'rich']) {
          const { pairs } = JSON.parse(await readFile(sample(name), 'utf8'));
          await page.locator('#file').setInputFiles(sample(name));
          // The verdict of the file before stays until this one has been read.
          await page.waitForFunction(
            ([words, rows]) => document.querySelector('#verdict.holds')?.textContent.includes(words) && document.querySelector('table')?.tBodies[0].rows.length === rows,
            [holds, pairs.length],
          );
        }
        await assertAccessible(page);
        await assertFits(page);
        const altered = (await readFile(sample('plain'), 'utf8')).replace('示例企业1"', '示例企业X"');
        await page.locator('#file').setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(altered) });
        await page.locator('#verdict.fails').filter({ hasText: fails }).waitFor();
        await page.locator('#file').setInputFiles({ name: 'b.json', mimeType: 'application/json', buffer: Buffer.from('{') });
        await page.locator('#verdict.fails').filter({ hasText: 'JSON' }).waitFor();
        await assertAccessible(page);
        // The accessibility checker reads style sheets by itself, which browsers refuse on file://.
        page.faults = page.faults.filter((fault) => !/XMLHttpRequest at '[^']*verify-draw\.css'/.test(fault));
        await closePage(page);
      });
    }
  }

  it('is used with the keyboard alone and changes its language in place', async () => {
    const page = await open(DESK);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'language');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'file');
    await closePage(page);
  });
});
