// Enforcement at a distance, from the officer's desk to the party's phone and back: a record that is read, corrected and
// signed by finger; a notice that is served; evidence. Codes come out of the folder that short messages are written to.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { photo } from './support/photo.mjs';
import { startDemo } from './support/server.mjs';

const ON_A_PHONE = { viewport: PHONE, hasTouch: true, isMobile: true };
let server;
let browser;
/** An officer and a leader who stay logged in, and the case they work on. */
let officer;
let leader;
let one;

before(async () => {
  server = await startDemo(['--no-traces']);
  browser = await launch();
  officer = await openPage(browser, server.url, { permissions: ['clipboard-read', 'clipboard-write'] });
  await logIn(officer, 'enforcement');
  leader = await openPage(browser, server.url);
  await logIn(leader, 'leader');
  await open();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function step(page, way, fields) {
  const { body, status } = await call(page, 'POST', `/cases/${one.id}/${way}`, { version: one.version, ...fields });
  assert.equal(status, 200, JSON.stringify(body));
  one = body;
}

/** A case under investigation. */
async function open() {
  const me = (await call(officer, 'GET', '/session')).body;
  const firm = (await call(officer, 'GET', '/enterprises?page_size=1')).body.items[0].id;
  one = (await call(officer, 'POST', '/cases', { enterprise_id: firm, violation: 'work_safety.97', source: 'found', facts: '未按规定培训' })).body;
  const officers = [{ user_id: me.id, name: me.name, card: '示例-0001' }, { name: '示例搭档', card: '示例-0002' }];
  await step(officer, 'work', { act: 'ask_filing', officers, facts: '未按规定培训' });
  await step(leader, 'decision', { act: 'decide_filing', approved: true });
}

async function wholesome(page, what) {
  await settled(page);
  await assertAccessible(page, what);
  await assertFits(page, what);
}

/** The newest message in the spool that says this. */
async function message(part) {
  const folder = join(server.data, 'sms');
  for (let tries = 0; tries < 100; tries += 1) {
    const names = await readdir(folder).catch(() => []);
    const all = await Promise.all(names.filter((name) => name.endsWith('.json')).map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))));
    // Ids are ordered by time.
    const found = all.filter((sms) => sms.text.includes(part)).sort((a, b) => a.id.localeCompare(b.id)).at(-1);
    if (found) return found;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`no message says ${part}`);
}

/** Fills the form of the case page and answers number and address of the link. */
async function send(kind, fill) {
  await officer.goto(`/cases/${one.id}`);
  await settled(officer);
  await officer.getByRole('button', { name: '发出远程链接' }).click();
  await officer.getByRole('radio', { name: kind }).check();
  await officer.locator('input[name=name]').fill('示例驾驶员');
  await officer.locator('input[name=phone]').fill('13800138000');
  await officer.locator('textarea[name=purpose]').fill('核对事实');
  await fill(officer);
  await assertAccessible(officer, `the form of ${kind}`);
  await officer.getByRole('button', { name: '生成链接并发短信' }).click();
  const url = await officer.locator('.url').innerText();
  await officer.getByRole('button', { name: '复制链接' }).click();
  assert.equal(await officer.evaluate(() => navigator.clipboard.readText()), url);
  const { body } = await call(officer, 'GET', `/cases/${one.id}/links`);
  const sms = await message(url);
  assert.equal(sms.to, '13800138000');
  await officer.locator('.links').getByText('已发送').first().waitFor();
  await wholesome(officer, 'the case with its link');
  return { no: body.items[0].no, url };
}

/** Opens the link on a phone and shows who it is by the code that comes. */
async function enter({ no, url }, options = {}) {
  const page = await openPage(browser, server.url, { ...ON_A_PHONE, ...options });
  await page.goto(url);
  await settled(page);
  assert.equal((await page.locator('main').innerText()).includes('示例驾驶员'), false, 'masked until he has shown who he is');
  await wholesome(page, 'who is it, phone');
  return { page, no };
}

async function byCode({ page, no }) {
  await page.getByRole('button', { name: /发送验证码|Send the code/ }).click();
  await page.getByText(/验证码已发送|The code was sent/).waitFor();
  const code = /验证码(\d{6})/.exec((await message(`用于办理${no}`)).text)[1];
  await page.locator('input[name=answer]').fill(code);
  await page.getByRole('button', { name: /^(继续|Continue)$/ }).click();
}

describe('remote enforcement', () => {
  it('has a record read to its end, corrected, and signed by finger', async () => {
    const record = Array.from({ length: 40 }, (_, n) => `问：第${n + 1}个问题？\n答：第${n + 1}个回答。`).join('\n');
    const link = await send('远程询问', async (page) => {
      await page.locator('input[name=id_tail]').fill('001X');
      await page.locator('input[name=post]').fill('驾驶员');
      await page.locator('textarea[name=text]').fill(record);
    });
    await shoot(officer, 'case-remote-desk-zh-CN');
    const { page } = await enter(link);
    await page.locator('input[name=answer]').fill('9999');
    await page.getByRole('button', { name: '继续' }).click();
    await page.getByText('不正确，还可以试 4 次。').first().waitFor();
    await wholesome(page, 'a wrong answer');
    await page.locator('input[name=answer]').fill('001x');
    await page.getByRole('button', { name: '继续' }).click();
    await page.getByText('请先读到笔录末尾。').waitFor();
    assert.equal(await page.locator('canvas').count(), 0, 'nothing to sign yet');
    await page.getByText('（笔录到此结束）').scrollIntoViewIfNeeded();
    await page.locator('canvas').waitFor();
    await wholesome(page, 'the record, phone');
    await page.getByRole('button', { name: '签名并提交' }).click();
    await page.getByText('请签名。').first().waitFor();
    await page.locator('textarea[name=words]').fill('第三个回答应为“没有”。');
    const canvas = page.locator('canvas');
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    await page.mouse.move(box.x + 40, box.y + 50);
    await page.mouse.down();
    for (let n = 0; n < 20; n += 1) await page.mouse.move(box.x + 40 + n * 10, box.y + 60 + (n % 3) * 20);
    await page.mouse.up();
    await page.locator('.pad .btn-main').click();
    await page.locator('.pad').getByRole('button', { name: '已签名' }).waitFor();
    await shoot(page, 'remote-sign-phone-zh-CN');
    await page.getByRole('button', { name: '签名并提交' }).click();
    await page.getByText('已完成').waitFor();
    await wholesome(page, 'signed');
    await page.reload();
    await page.getByText('这个链接不能再使用').waitFor();
    await closePage(page);
    // The officer's page learns it by itself.
    await officer.getByText('手机签名').waitFor();
    await officer.getByText('更正、补充：第三个回答应为“没有”。').waitFor();
    await officer.getByRole('link', { name: '查看签名' }).waitFor();
    await officer.getByText('远程办理完成').waitFor();
    await wholesome(officer, 'the case with a signed record');
  });

  it('takes evidence, by keyboard alone, in English', async () => {
    const link = await send('调取证据', async (page) => {
      await page.locator('textarea[name=items]').fill('培训记录\n签到表');
      await page.locator('input[name=by]').fill('2099-12-31');
    });
    const { page, no } = await enter(link, { language: 'en-US' });
    await byCode({ page, no });
    await page.getByText('签到表').waitFor();
    await wholesome(page, 'what is wanted, phone');
    await page.locator('input[type=file][multiple]').setInputFiles(await photo(browser));
    await page.locator('.files .sent').waitFor();
    await page.locator('textarea[name=words]').focus();
    await page.keyboard.type('Originals are at the office.');
    await page.getByRole('button', { name: 'Hand in' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Done').waitFor();
    assert.ok(!/remote\./.test(await page.locator('main').innerText()), 'every text is there');
    await closePage(page);
    one = (await call(officer, 'GET', `/cases/${one.id}`)).body;
    assert.deepEqual(one.evidence.map((e) => e.kind), ['documentary', 'party']);
    assert.match(one.evidence[0].origin, new RegExp(no));
    const papers = (await call(officer, 'GET', `/documents?about=case&about_id=${one.id}&kind=evidence.request`)).body;
    assert.equal(papers.total, 1);
  });

  it('serves a notice that is read and agreed to', async () => {
    await step(officer, 'work', { act: 'conclude', findings: '属实', fine_yuan: Math.max(one.range.min_yuan, 1_000) });
    await step(leader, 'decision', { act: 'review', passed: true, note: '事实清楚' });
    await step(officer, 'work', { act: 'give_notice' });
    const link = await send('电子送达', (page) => page.getByLabel(/行政处罚.*告知书/).check());
    const { page, no } = await enter(link);
    await byCode({ page, no });
    await page.locator('.paper').waitFor();
    await wholesome(page, 'a document, phone');
    await shoot(page, 'remote-service-phone-zh-CN');
    await page.getByRole('button', { name: '确认收到' }).click();
    await page.getByText('请先同意以电子方式接收。').first().waitFor();
    await page.getByLabel('送达方式确认').check();
    await page.getByRole('button', { name: '确认收到' }).click();
    await page.getByText('已完成').waitFor();
    await closePage(page);
    one = (await call(officer, 'GET', `/cases/${one.id}`)).body;
    assert.equal(one.services[0].way, 'electronic');
    assert.ok(one.services[0].read_at && one.notice.receipt);
    await officer.getByText('已签收').waitFor();
    await wholesome(officer, 'the case after service');
  });

  it('can be taken back', async () => {
    const link = await send('电子送达', (page) => page.getByLabel(/行政处罚.*告知书/).check());
    await officer.getByRole('button', { name: '撤销链接' }).first().click();
    await officer.getByRole('dialog').locator('textarea[name=reason]').fill('号码有误');
    await assertAccessible(officer, 'the question before taking back');
    await officer.getByRole('dialog').getByRole('button', { name: '撤销链接' }).click();
    await officer.locator('.links').getByText('已撤销').first().waitFor();
    const page = await openPage(browser, server.url, ON_A_PHONE);
    await page.goto(link.url);
    await page.getByText('链接已被撤销').waitFor();
    await wholesome(page, 'a link that was taken back');
    await closePage(page);
    await closePage(officer);
    await closePage(leader);
  });
});
