// A double-random draw as people meet it: planned from a list of the pack, a row taken out, frozen; two persons commit and
// reveal in browsers of their own; the result is published and recomputed by the page that anybody can open.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, DESK, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;
before(async () => {
  server = await startDemo(['--no-traces']);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function wholesome(page, what) {
  await settled(page);
  await assertAccessible(page, what);
  await assertFits(page, what);
  const text = await page.locator('main').innerText();
  assert.ok(!/(?:draws|visits|vocabulary|timeline)\.[a-z_.]+/.test(text), `${what}: every text is there`);
}
async function opened(username, options = { viewport: DESK }) {
  const page = await openPage(browser, server.url, options);
  await logIn(page, username);
  return page;
}

describe('a double-random draw', () => {
  it('is planned, drawn by two persons in two browsers, published and recomputed without an account', async () => {
    const officer = await opened('officer');
    await officer.goto('/draws/new');
    await settled(officer);
    await officer.getByLabel('抽查事项清单').selectOption({ label: '危险货物道路运输企业双随机抽查' });
    await officer.getByRole('button', { name: '试查' }).click();
    await officer.getByText(/家企业符合条件/).waitFor();
    await officer.getByLabel(/^甲方/).selectOption({ label: '示例安岚' });
    await officer.getByLabel(/^乙方/).selectOption({ label: '示例景和' });
    await wholesome(officer, 'the form of a plan');
    await shoot(officer, 'draw-plan');
    await officer.getByRole('button', { name: '保存计划' }).click();
    await officer.getByRole('button', { name: '冻结计划和名录' }).waitFor();
    await officer.getByRole('button', { name: '排除', exact: true }).first().click();
    await officer.getByLabel(/^理由/).fill('本季度已检查');
    await officer.getByRole('dialog').getByRole('button', { name: '排除' }).click();
    await officer.getByRole('button', { name: '已排除' }).click();
    await officer.getByRole('cell', { name: /本季度已检查/ }).waitFor();
    await wholesome(officer, 'a planned draw');
    await officer.getByRole('button', { name: '冻结计划和名录' }).click();
    await officer.getByRole('link', { name: '抽取现场' }).click();
    await officer.getByRole('button', { name: '生成随机数并承诺' }).waitFor();
    const room = new URL(officer.url()).pathname;

    const leader = await opened('leader', { viewport: PHONE, hasTouch: true, isMobile: true });
    await leader.goto(room);
    await settled(leader);
    await officer.getByRole('button', { name: '生成随机数并承诺' }).click();
    await officer.getByText('已承诺', { exact: true }).waitFor();
    // The secret of one browser is nowhere in the other.
    const secret = await officer.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith('anlu.draw.'))?.[1]);
    assert.match(secret, /^[0-9a-f]{64}$/);
    assert.ok(!(await leader.content()).includes(secret));
    await leader.getByRole('button', { name: '生成随机数并承诺' }).click();
    await leader.getByRole('button', { name: '揭示我的随机数' }).waitFor();
    await wholesome(leader, 'the room on a phone');
    await leader.getByRole('button', { name: '揭示我的随机数' }).click();
    await officer.getByRole('button', { name: '揭示我的随机数' }).click();
    await officer.getByRole('button', { name: '开始抽取' }).waitFor();
    await wholesome(officer, 'the room');
    await officer.getByRole('button', { name: '开始抽取' }).click();
    await officer.getByRole('heading', { name: '抽取结果' }).waitFor();
    await shoot(officer, 'draw-room');
    const id = room.split('/')[2];
    assert.ok((await call(leader, 'GET', `/draws/${id}`)).body.parties.some((one) => one.secret === secret));
    await closePage(leader);

    await officer.goto(`/draws/${id}`);
    await officer.getByRole('button', { name: '公开结果' }).click();
    await officer.getByRole('link', { name: '双随机抽查公示' }).waitFor();
    await wholesome(officer, 'a published draw');
    await closePage(officer);

    const nobody = await openPage(browser, server.url, { viewport: PHONE });
    await nobody.goto('/public/draws');
    await nobody.getByText('危险货物道路运输企业双随机抽查').first().waitFor();
    await wholesome(nobody, 'published draws without an account');
    const [download] = await Promise.all([nobody.waitForEvent('download'), nobody.getByRole('link', { name: '下载抽取文件' }).first().click()]);
    const file = await download.path();
    await nobody.goto('/verify-draw.html');
    await nobody.locator('#file').setInputFiles(file);
    await nobody.getByText('核验通过').waitFor();
    await closePage(nobody);
  });
});
