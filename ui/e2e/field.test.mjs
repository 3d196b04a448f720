// An inspection on the spot where there is no signal: begun on a phone, filled in, signed and sealed without a connection,
// sent by itself when there is one; what is not met becomes a hazard, and a business without a licence is entered.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { startFront } from './support/front.mjs';
import { photo } from './support/photo.mjs';
import { startDemo } from './support/server.mjs';

const ON_A_PHONE = { viewport: PHONE, hasTouch: true, isMobile: true, serviceWorkers: 'allow', language: 'zh-CN' };

let server;
let front;
let browser;
let picture;
before(async () => {
  server = await startDemo(['--no-traces']);
  front = await startFront(server.url);
  browser = await launch();
  picture = await photo(browser, 'maroon');
});
afterEach(() => {
  front.cut = false;
});
after(async () => {
  await browser?.close();
  await front?.stop();
  await server?.stop();
});

async function wholesome(page, what) {
  await settled(page);
  await assertAccessible(page, what);
  await assertFits(page, what);
  assert.ok(!/(?:visits|field|vocabulary)\.[a-z_.]+/.test(await page.locator('body').innerText()), `${what}: every text is there`);
}
async function cut(page, off = true) {
  front.cut = off;
  await page.context().setOffline(off);
  if (!off) await page.evaluate(() => window.dispatchEvent(new Event('online')));
}
/** A stroke on the signature pad of this name. */
async function sign(page, name) {
  const pad = page.locator('.pad', { hasText: name });
  const canvas = pad.locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  await page.mouse.move(box.x + 30, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + 90, { steps: 4 });
  await page.mouse.move(box.x + 200, box.y + 40, { steps: 4 });
  await page.mouse.up();
  await pad.getByRole('button', { name: '确认签名' }).click();
  await pad.getByRole('button', { name: '已签名' }).waitFor();
}
async function twoOfficers(page) {
  const second = page.getByLabel(/^检查人员 2/);
  if ((await second.count()) === 0) await page.getByRole('button', { name: '增加人员' }).click();
  if ((await second.inputValue()) === '') await second.fill('示例同行');
}
async function pick(page, words) {
  await page.getByRole('button', { name: '检索条款，增加问题' }).click();
  await page.getByLabel('检索条款', { exact: true }).fill(words);
  await page.locator('.found li').first().getByRole('button', { name: '选用' }).click();
  return page.locator('fieldset.line.unmet').last();
}

describe('an inspection without a signal', () => {
  it('is filled in, signed and sealed offline, and its finding is a hazard once it is sent', async () => {
    const page = await openPage(browser, front.url, ON_A_PHONE);
    await logIn(page, 'enforcement');
    await page.evaluate(() => navigator.serviceWorker.ready);
    const [visit] = (await call(page, 'GET', '/field-assignments')).body;
    assert.ok(visit, 'the demo has a visit to make');
    await page.goto(`/visits/${visit.id}`);
    await settled(page);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await wholesome(page, 'the sheet');
    await cut(page);
    await page.reload();
    await settled(page);
    await twoOfficers(page);
    await page.getByRole('button', { name: '其余符合' }).first().click();
    const line = await pick(page, '教育培训');
    await line.locator('textarea').fill('两名驾驶员无培训记录');
    await line.locator('input[type=file]').setInputFiles(picture);
    await line.locator('.pieces img').waitFor();
    await page.getByRole('button', { name: '封存并提交' }).click();
    await page.getByText('缺少签名').first().waitFor();
    await sign(page, '检查人员签名');
    await page.getByLabel('被检查方拒绝签名').check();
    await page.getByLabel(/^拒签理由/).fill('负责人不在场');
    await page.getByLabel(/^见证人/).first().fill('示例见证人');
    await wholesome(page, 'the form without a signal');
    await shoot(page, 'field-phone');
    // What was filled in is written shortly after.
    await page.waitForFunction(() => new Promise((done) => {
      const open = indexedDB.open('anlu');
      open.addEventListener('success', () => {
        const all = open.result.transaction(['visits']).objectStore('visits').getAll();
        all.addEventListener('success', () => { open.result.close(); done(all.result.some((one) => one.visit.refused?.witness === '示例见证人')); });
      });
    }));
    await page.reload();
    await settled(page);
    await page.getByText('接着上次继续').waitFor();
    assert.equal(await page.locator('fieldset.line.unmet').last().locator('textarea').inputValue(), '两名驾驶员无培训记录');
    await page.getByRole('button', { name: '封存并提交' }).click();
    await page.getByRole('heading', { name: '本机待上传' }).waitFor();
    await page.getByText('待上传', { exact: true }).waitFor();
    await wholesome(page, 'what waits');
    await cut(page, false);
    await page.getByText(/服务器回执：/).waitFor();
    const [row] = (await call(page, 'GET', `/field-inspections?enterprise_id=${visit.enterprise.id}`)).body.items;
    const whole = (await call(page, 'GET', `/field-inspections/${row.id}`)).body;
    const found = whole.answers.find((one) => one.outcome === 'unmet');
    assert.equal((await call(page, 'GET', `/hazards/${found.hazard.id}`)).body.source, 'inspection');
    assert.deepEqual([whole.refusal.witness, whole.draw_no], ['示例见证人', visit.draw_no]);
    assert.ok(!(await call(page, 'GET', '/field-assignments')).body.some((one) => one.id === visit.id), 'the visit is settled');
    await page.goto(`/visits/records/${row.id}`);
    await wholesome(page, 'the record');
    await shoot(page, 'field-record-phone');
    await closePage(page);
  });

  it('refuses what was changed after it was sealed', async () => {
    const page = await openPage(browser, front.url, ON_A_PHONE);
    await logIn(page, 'enforcement');
    const answer = await page.evaluate(async () => {
      const body = JSON.stringify({ content: '{}', seal: '0'.repeat(64) });
      const response = await fetch('/api/v1/field-inspections', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return { status: response.status, code: (await response.json()).errors[0].code };
    });
    assert.deepEqual(answer, { status: 422, code: 'field_seal_broken' });
    await page.context().close();
  });

  it('enters a business without a licence', async () => {
    const page = await openPage(browser, front.url, ON_A_PHONE);
    await logIn(page, 'enforcement');
    await page.goto('/visits/new');
    await settled(page);
    await page.getByLabel(/^名称或招牌/).fill('示例路边修车点');
    await page.getByLabel(/^地址/).fill('示例路口');
    await page.getByLabel('维修', { exact: true }).check();
    await twoOfficers(page);
    const line = await pick(page, '消防');
    await line.locator('textarea').fill('无证从事维修');
    await sign(page, '检查人员签名');
    await page.getByLabel(/^被检查方姓名/).fill('示例某');
    await sign(page, '被检查方签名');
    await wholesome(page, 'the form of an unlicensed business');
    await page.getByRole('button', { name: '封存并提交' }).click();
    await page.getByText(/服务器回执：/).waitFor();
    const firms = (await call(page, 'GET', `/enterprises?q=${encodeURIComponent('示例路边修车点')}`)).body.items;
    assert.equal(firms[0].standing, 'unlicensed');
    await closePage(page);
  });
});
