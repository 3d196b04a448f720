// A document from the step that makes it to anybody who holds it: the paper, its PDF by the real typesetter, and the page
// that verifies it without a log-in.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { assertAccessible, assertFits, call, closePage, DESK, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { startDemo } from './support/server.mjs';

const ON_A_PHONE = { viewport: PHONE, hasTouch: true, isMobile: true };
let server;
let browser;
let folder;
/** The document of the first test, and its file. */
let number;
let file;

before(async () => {
  server = await startDemo(['--no-traces']);
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), 'anlu-documents-'));
});
after(async () => {
  await browser?.close();
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function as(username, work, options = {}) {
  const page = await openPage(browser, server.url, options);
  await logIn(page, username);
  const done = await work(page);
  await closePage(page);
  return done;
}

async function wholesome(page, what) {
  await settled(page);
  await assertAccessible(page, what);
  await assertFits(page, what);
}

describe('documents', () => {
  it('are made by the steps of a hazard and shown as they are printed', () =>
    as('officer', async (page) => {
      await page.goto('/documents');
      await wholesome(page, 'documents, desk');
      await shoot(page, 'documents-desk-zh-CN');
      const { body } = await call(page, 'GET', '/documents?kind=order.rectify&page_size=1');
      assert.ok(body.total > 0, 'the demo has given orders');
      number = body.items[0].number;
      // Asked for by its number: what else was issued since may have driven it off the first page.
      await page.goto(`/documents?q=${encodeURIComponent(number)}`);
      await page.locator('tbody tr', { hasText: number }).getByText(body.items[0].enterprise_name).waitFor();
      assert.match(number, /^示交改〔\d{4}〕\d+号$/);
      await page.goto(`/documents/${body.items[0].id}`);
      await page.getByText('责令你单位').waitFor();
      await wholesome(page, 'a document, desk');
      await shoot(page, 'document-desk-zh-CN');
      const download = page.waitForEvent('download', { timeout: 90_000 });
      await page.getByRole('link', { name: '下载 PDF' }).click();
      const saved = await download;
      assert.equal(saved.suggestedFilename(), `责令限期整改指令书 ${number}.pdf`);
      file = join(folder, 'order.pdf');
      await saved.saveAs(file);
      const pdf = await readFile(file);
      assert.equal(pdf.subarray(0, 8).toString(), '%PDF-1.7');
      assert.ok(pdf.includes('pdfaid:part>3'), 'it is PDF/A-3');
    }));

  it('prove themselves to anybody: by the QR code and by the file, and an altered one is found', async () => {
    const id = await as('officer', async (page) => (await call(page, 'GET', `/documents?q=${encodeURIComponent(number)}`)).body.items[0].id);
    const page = await openPage(browser, server.url, ON_A_PHONE);
    await page.goto(`/verify/${id}`);
    await page.getByText('本机关签发，现行有效').waitFor();
    await page.getByText(number).waitFor();
    await wholesome(page, 'verification, phone');
    await shoot(page, 'verify-phone-zh-CN');
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('文件真实：由本机关签发，未被改动').waitFor();
    await wholesome(page, 'a genuine file');
    const bytes = await readFile(file);
    bytes[bytes.length - 20_000] ^= 1;
    const altered = join(folder, 'altered.pdf');
    await writeFile(altered, bytes);
    await page.locator('input[type=file]').setInputFiles(altered);
    await page.getByText('文件签发之后被改动过。').waitFor();
    await wholesome(page, 'an altered file');
    await closePage(page);
    const run = (path) => promisify(execFile)(process.env.ANLU_BIN, ['ledger', 'verify', path]);
    assert.equal(JSON.parse((await run(file)).stdout).number, number);
    await assert.rejects(run(altered), (error) => error.code === 1 && JSON.parse(error.stdout).faults[0].code === 'receipt_altered');
  });

  it('are seen by the enterprise they were issued to, also in English', () =>
    as(
      'principal',
      async (page) => {
        await page.goto('/documents');
        await wholesome(page, 'documents of an enterprise');
        const { body } = await call(page, 'GET', '/documents?page_size=100');
        const firm = (await call(page, 'GET', '/enterprises')).body.items[0].id;
        assert.ok(body.items.every((row) => row.enterprise === firm && row.for_party));
        const text = await page.locator('main').innerText();
        assert.ok(!/documents\./.test(text), 'every text is there');
      },
      { language: 'en-US', ...ON_A_PHONE },
    ));

  it('are withdrawn with a reason, and whoever verifies one learns it', async () => {
    const id = await as('officer', async (page) => {
      const { body } = await call(page, 'GET', '/documents?kind=order.rectify&state=issued&page_size=2');
      const one = body.items.at(-1).id;
      await page.goto(`/documents/${one}`);
      await settled(page);
      await page.getByRole('button', { name: '撤回文书' }).click();
      await page.getByRole('dialog').waitFor();
      await assertAccessible(page, 'the question before withdrawing');
      await page.locator('textarea[name=reason]').fill('送达对象有误，另行签发');
      await page.getByRole('dialog').getByRole('button', { name: '撤回文书' }).click();
      await page.getByText('已撤回：送达对象有误，另行签发').waitFor();
      return one;
    });
    const page = await openPage(browser, server.url, { viewport: DESK, locale: 'en-US' });
    await page.goto(`/verify/${id}`);
    await page.getByText('Withdrawn').first().waitFor();
    await wholesome(page, 'a withdrawn one, in English');
    await closePage(page);
  });
});
