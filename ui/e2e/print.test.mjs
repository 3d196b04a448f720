// What an office prints: the record on A4 and nothing of the shell, dates with their year, hashes in full.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { call, closePage, launch, logIn, openPage, settled } from './support/browser.mjs';
import { drive, parked, tired } from './support/replay.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;
let truck;

before(async () => {
  server = await startDemo();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** The signal of a truck that drove too long. */
async function signal(page) {
  if (truck === undefined) {
    truck = await parked(page);
    await drive(server.gateway, truck.sim, 5);
  }
  return (await tired(page, truck)).id;
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
    path: async (page) => `/hazards/${(await call(page, 'GET', '/hazards?state=closed&level=general&page_size=1')).body.items[0].id}`,
    shows: ['隐患情况', '照片和附件', '整改方案', '办理过程'],
    hash: true,
    pages: 3,
  },
  'a signal': { path: async (page) => `/signals/${await signal(page)}`, shows: ['轨迹和车速', '检测结果', '办理过程'], hides: ['判定说明'], pages: 1 },
  'a signal with its explanation': {
    path: async (page) => `/signals/${await signal(page)}`,
    opens: '判定说明',
    shows: ['轨迹和车速', '连续驾驶超时', '行驶、停驶和无数据', '限值', '办理过程'],
    hides: ['判定说明', '行车记录'],
    pages: 1,
  },
};

describe('on paper', () => {
  for (const [name, record] of Object.entries(RECORDS)) {
    it(`${name} is there without the shell`, async () => {
      const page = await openPage(browser, server.url);
      await logIn(page, 'officer');
      await page.goto(await record.path(page));
      await settled(page);
      if (record.opens) await page.locator('summary', { hasText: record.opens }).first().click();
      await page.emulateMedia({ media: 'print' });
      await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
      await page.getByText(/^安路打印 · 示例安岚 · \d{4}-\d{2}-\d{2}/).waitFor();
      for (const hidden of ['.shell-bar', '.shell-foot', '.tabs', '.back', '.btn', '.act', '.slider']) {
        assert.equal(await page.locator(hidden).filter({ visible: true }).count(), 0, `${hidden} is not printed`);
      }
      const text = await page.locator('main').innerText();
      for (const part of record.shows) assert.ok(text.includes(part), part);
      for (const part of record.hides ?? []) assert.ok(!text.includes(part), `${part} is of no use on paper`);
      assert.ok(!/(?<!\d{4}-)\b\d{2}-\d{2} 周/.test(text), 'every date has its year');
      if (record.hash) assert.match(text, /SHA-256 [0-9a-f]{64}/);
      const { pages, boxes } = read(await page.pdf({ preferCSSPageSize: true }));
      assert.ok(pages >= 1 && pages <= record.pages, `${pages} pages, at most ${record.pages}`);
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
