// What an office prints: the record on A4 and nothing of the shell, dates with their year, hashes in full.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { call, closePage, launch, logIn, openPage, settled } from './support/browser.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;

before(async () => {
  server = await startDemo();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Waits, for the demo's clock runs fast and a debug build does not, for the first signal. */
async function signal(page) {
  for (let n = 0; n < 150; n += 1) {
    const { body } = await call(page, 'GET', '/signals?page_size=1');
    if (body.items.length > 0) return body.items[0].id;
    await page.waitForTimeout(1000);
  }
  throw new Error('no vehicle drove too long');
}

/** Pages of a PDF and their size, points. */
function read(pdf) {
  const text = pdf.toString('latin1');
  const boxes = [...text.matchAll(/\/MediaBox \[([\d. ]+)\]/g)].map((found) => found[1].split(' ').map(Number));
  return { pages: [...text.matchAll(/\/Type \/Page\b/g)].length, boxes };
}

const RECORDS = {
  'an enterprise': {
    path: async (page) => `/enterprises/${(await call(page, 'GET', '/enterprises?q=示例云禾')).body.items[0].id}`,
    shows: ['基本情况', '证照', '未销号隐患'],
    pages: 1,
  },
  'a hazard': {
    path: async (page) => `/hazards/${(await call(page, 'GET', '/hazards?state=closed&page_size=1')).body.items[0].id}`,
    shows: ['隐患情况', '照片和附件', '整改方案', '办理过程'],
    hash: true,
    pages: 3,
  },
  // Which drive is found first, and with how many findings, is the running demo's affair: each is explained at length.
  'a signal': { path: async (page) => `/signals/${await signal(page)}`, shows: ['轨迹和车速', '检测结果', '办理过程'], pages: 2, growing: 'details.why' },
};

describe('on paper', () => {
  for (const [name, record] of Object.entries(RECORDS)) {
    it(`${name} is there without the shell`, async () => {
      const page = await openPage(browser, server.url);
      await logIn(page, 'officer');
      await page.goto(await record.path(page));
      await settled(page);
      await page.emulateMedia({ media: 'print' });
      await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
      await page.getByText(/^安路打印 · 示例安岚 · \d{4}-\d{2}-\d{2}/).waitFor();
      for (const hidden of ['.shell-bar', '.shell-foot', '.tabs', '.back', '.btn', '.act', '.slider']) {
        assert.equal(await page.locator(hidden).filter({ visible: true }).count(), 0, `${hidden} is not printed`);
      }
      const text = await page.locator('main').innerText();
      for (const part of record.shows) assert.ok(text.includes(part), part);
      assert.ok(!/(?<!\d{4}-)\b\d{2}-\d{2} 周/.test(text), 'every date has its year');
      if (record.hash) assert.match(text, /SHA-256 [0-9a-f]{64}/);
      const { pages, boxes } = read(await page.pdf({ preferCSSPageSize: true }));
      const most = record.pages + (record.growing ? await page.locator(record.growing).count() : 0);
      assert.ok(pages >= 1 && pages <= most, `${pages} pages, at most ${most}`);
      for (const [, , width, height] of boxes) assert.deepEqual([Math.round(width), Math.round(height)], [595, 842], 'A4');
      assert.equal(boxes.length, pages);
      await closePage(page);
    });
  }

  it('only the record is printed from the inbox', async () => {
    const page = await openPage(browser, server.url);
    await logIn(page, 'officer');
    await signal(page);
    await page.goto('/signals?view=all');
    await page.locator('.beside .record').waitFor();
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['.inbox .list', '.filter-views', 'main .page-head']) assert.equal(await page.locator(hidden).filter({ visible: true }).count(), 0, hidden);
    await page.locator('.beside .record').waitFor();
    await closePage(page);
  });
});
