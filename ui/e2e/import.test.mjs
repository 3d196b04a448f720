// 导入 as a person does it: a faulty workbook is refused with each fault named, a mended one is checked, imported, and
// changes nothing the second time.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, assertWorkbook, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { uscc } from './support/codes.mjs';
import { startDemo } from './support/server.mjs';
import { workbook } from './support/workbook.mjs';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const TITLE = ['云溪县交通运输企业台账（测试）'];
const HEAD = ['序号', '企业名称', '统一社会信用代码', '业态', '主要负责人', '许可证有效期'];
const broken = (code) => `${code.slice(0, 17)}${code.endsWith('A') ? 'B' : 'A'}`;
const GOOD = [TITLE, HEAD, ['1', '示例新桥货运有限公司', uscc(901001), '普货', '示例一', '2027-06-30'], ['2', '示例新桥客运有限公司', uscc(901002), '客运', '示例二', '2027年4月28日']];
const BAD = [TITLE, HEAD, ['1', '示例新桥货运有限公司', broken(uscc(901001)), '普货', '示例一', '明年'], ['2', '', uscc(901002), '飞船', '示例二', '20270428']];

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

async function send(page, name, rows, button) {
  await page.goto('/imports');
  await page.getByRole('radio', { name: '企业' }).check();
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: XLSX, buffer: workbook(rows) });
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
}

describe('import', () => {
  it('names every fault and writes nothing', async () => {
    const page = await openPage(browser, server.url);
    await logIn(page, 'officer');
    const count = (await call(page, 'GET', '/enterprises?page_size=1')).body.total;
    await send(page, '有错的台账.xlsx', BAD, '直接导入');
    await page.getByRole('heading', { level: 1, name: '有错误，未导入' }).waitFor();
    await settled(page);
    const faults = await page.locator('tbody').innerText();
    for (const cell of ['C3', 'F3', 'B4', 'D4']) assert.match(faults, new RegExp(`\\b${cell}\\b`));
    assert.match(faults, /校验位不对/);
    assert.ok(!/[a-z]+_[a-z]+/.test(faults), `no bare code: ${faults}`);
    await assertAccessible(page, 'faults');
    await shoot(page, 'import-faults');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载标注错误的表格' }).click()]);
    await assertWorkbook(download);
    assert.equal((await call(page, 'GET', '/enterprises?page_size=1')).body.total, count);
    await closePage(page);
  });

  it('checks first, then imports the same file, and the second time changes nothing', async () => {
    const page = await openPage(browser, server.url, { viewport: PHONE });
    await logIn(page, 'officer');
    const count = (await call(page, 'GET', '/enterprises?page_size=1')).body.total;
    await send(page, '台账.xlsx', GOOD, '先检查');
    await page.getByRole('heading', { level: 1, name: '检查通过' }).waitFor();
    assert.equal((await call(page, 'GET', '/enterprises?page_size=1')).body.total, count);
    await assertFits(page, 'checked');
    await page.getByRole('button', { name: '确认导入' }).click();
    await page.getByRole('heading', { level: 1, name: '导入完成' }).waitFor();
    await assertAccessible(page, 'imported');
    assert.equal((await call(page, 'GET', '/enterprises?page_size=1')).body.total, count + 2);
    await send(page, '台账.xlsx', GOOD, '直接导入');
    await page.getByRole('heading', { level: 1, name: '导入完成' }).waitFor();
    assert.match((await page.locator('.counts').innerText()).replaceAll('\n', ''), /0新增0变更2无变化/);
    await page.getByRole('link', { name: '查看名单' }).click();
    await page.waitForURL('**/enterprises');
    await closePage(page);
  });

  it('takes no other kind of file', async () => {
    const page = await openPage(browser, server.url);
    await logIn(page, 'officer');
    await page.goto('/imports');
    await page.getByRole('button', { name: '先检查' }).click();
    await page.getByRole('link', { name: '选择文件：请选择文件' }).waitFor();
    await page.locator('input[type=file]').setInputFiles({ name: '照片.png', mimeType: 'image/png', buffer: Buffer.from('x') });
    await page.getByRole('button', { name: '先检查' }).click();
    await page.getByRole('link', { name: /只能导入/ }).waitFor();
    await assertAccessible(page, 'import form with an error');
    const [template] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载企业模板' }).click()]);
    await assertWorkbook(template);
    await closePage(page);
  });
});
