// The desk of the bureau as a person uses it: log in, today, search, enterprises, edit, reveal, both languages, keyboard.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, assertWorkbook, call, closePage, DESK, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { PASSWORD, startDemo } from './support/server.mjs';

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

/** Runs `work` on a page of `username` and fails when anything went wrong on it. */
async function as(username, work, options) {
  const page = await openPage(browser, server.url, options);
  if (username !== null) await logIn(page, username);
  await work(page);
  await closePage(page);
}

const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

describe('log-in', () => {
  it('says what is wrong, and takes the focus there', () =>
    as(null, async (page) => {
      await page.goto('/login');
      await page.locator('button[type=submit]').click();
      await page.getByRole('link', { name: '用户名：请填写' }).click();
      assert.equal(await page.evaluate(() => document.activeElement.name), 'username');
      await page.keyboard.type('officer');
      await page.locator('input[name=password]').fill('wrong-password');
      await page.keyboard.press('Enter');
      await page.getByText('用户名或密码不正确').waitFor();
      assert.match(await focused(page), /没有成功/);
      await assertAccessible(page, 'log-in with an error');
      await page.getByRole('button', { name: '显示' }).click();
      assert.equal(await page.locator('input[name=password]').getAttribute('type'), 'text');
    }));

  it('comes back to the page that was asked for', () =>
    as(null, async (page) => {
      await page.goto('/enterprises?sector=freight');
      await page.waitForURL(/\/login\?back=/);
      await page.locator('input[name=username]').fill('officer');
      await page.locator('input[name=password]').fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/enterprises?sector=freight');
    }));

  it('is asked for again when the session ended, and leads back', () =>
    as('officer', async (page) => {
      await page.goto('/people');
      await settled(page);
      // It ends when the next page asks: earlier, whatever asks in the background leads to the log-in before the click.
      await page.route('**/api/v1/enterprises?*', async (route) => {
        await page.context().clearCookies();
        await route.continue();
      }, { times: 1 });
      await page.getByRole('link', { name: '企业', exact: true }).click();
      await page.getByText('登录已过期').waitFor();
      await page.locator('input[name=username]').fill('officer');
      await page.locator('input[name=password]').fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/enterprises');
    }));
});

describe('today', () => {
  it('is walked by J and K and opened by Enter', () =>
    as('officer', async (page) => {
      await settled(page);
      await page.locator('[data-row]').first().waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      const second = await page.evaluate(() => [...document.querySelectorAll('[data-row]')].indexOf(document.activeElement));
      assert.equal(second, Math.min(1, (await page.locator('[data-row]').count()) - 1));
      await page.keyboard.press('k');
      const link = await page.evaluate(() => document.activeElement.getAttribute('href'));
      await shoot(page, 'today');
      await page.keyboard.press('Enter');
      await page.waitForURL(`**${link}`);
    }));

  it('has a text for everything in it', () =>
    as('officer', async (page) => {
      await settled(page);
      const { body } = await call(page, 'GET', '/today');
      const items = [...body.overdue, ...body.today, ...body.week];
      assert.ok(items.length > 0, 'the demo county has something to do');
      const text = await page.locator('main').innerText();
      for (const item of items) {
        assert.ok(!text.includes(item.why_code) && !text.includes(item.verb_code), `${item.why_code} ${item.verb_code}`);
      }
      assert.ok(!/\{\w+\}/.test(text), 'no value of a text is missing');
    }));
});

describe('search', () => {
  it('finds an enterprise by its credit code and opens it', () =>
    as('officer', async (page) => {
      const { body } = await call(page, 'GET', '/enterprises?page_size=1');
      const [one] = body.items;
      await page.keyboard.press('/');
      // At once, so that nothing is asked of half a code.
      await page.keyboard.insertText(one.uscc);
      await page.getByRole('option').first().waitFor();
      await assertAccessible(page, 'search results');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/enterprises/${one.id}`);
      await page.getByRole('heading', { name: one.name }).waitFor();
    }));

  it('says when there is nothing', () =>
    as('officer', async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('zzzzqqqq');
      await page.getByText('没有找到').waitFor();
    }));
});

describe('enterprises', () => {
  it('are filtered, sorted and paged in the address', () =>
    as('officer', async (page) => {
      await page.goto('/enterprises');
      await settled(page);
      await page.getByLabel('业态').selectOption({ label: '危货' });
      await page.waitForURL(/sector=hazmat/);
      await page.getByLabel('排序').selectOption('licence_expiry');
      await page.waitForURL(/sort=licence_expiry/);
      await settled(page);
      const shown = await page.locator('tbody tr').count();
      const { body } = await call(page, 'GET', '/enterprises?sector=hazmat&sort=licence_expiry&page_size=20');
      assert.equal(shown, body.items.length);
      await page.getByRole('button', { name: '清除条件' }).click();
      await page.getByRole('button', { name: '下一页' }).click();
      await page.waitForURL(/page=2/);
      await page.reload();
      await settled(page);
      assert.equal(await page.locator('[aria-current=page]', { hasText: '2' }).count(), 1);
      const name = await page.locator('tbody a').first().innerText();
      await page.locator('tbody a').first().click();
      await page.getByRole('heading', { level: 1, name: name.split('\n')[0] }).waitFor();
      await page.goBack();
      await page.waitForURL(/page=2/);
    }));

  it('are exported as a workbook', () =>
    as('officer', async (page) => {
      await page.goto('/enterprises?sector=hazmat');
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出 Excel' }).click()]);
      await assertWorkbook(download);
    }));

  it('are changed; the change is in their history', () =>
    as('officer', async (page) => {
      const { body } = await call(page, 'GET', '/enterprises?page_size=1&q=货运');
      const { id } = body.items[0];
      await page.goto(`/enterprises/${id}/edit`);
      await page.getByLabel('从业人数').fill('四十');
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByRole('link', { name: '从业人数：请填写整数' }).waitFor();
      await page.getByLabel('从业人数').fill('4321');
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByText('企业档案已保存').waitFor();
      await page.waitForURL(`**/enterprises/${id}`);
      await page.getByRole('link', { name: '变更史' }).click();
      await page.locator('ins', { hasText: '4321' }).first().waitFor();
    }));

  it('are not overwritten when somebody else changed them meanwhile', () =>
    as('officer', async (page) => {
      const { body } = await call(page, 'GET', '/enterprises?page_size=1&q=客运');
      const { id } = body.items[0];
      await page.goto(`/enterprises/${id}/edit`);
      await page.getByLabel('从业人数').fill('77');
      const file = await call(page, 'GET', `/enterprises/${id}`);
      const other = await call(page, 'PATCH', `/enterprises/${id}`, { version: file.body.version, address: '示例路九号' });
      assert.equal(other.status, 200);
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByRole('button', { name: '载入最新内容' }).click();
      await page.getByText('您的修改仍保留在表中').waitFor();
      assert.equal(await page.getByLabel('地址').inputValue(), '示例路九号');
      assert.equal(await page.getByLabel('从业人数').inputValue(), '77');
      await page.getByRole('button', { name: '保存' }).click();
      await page.waitForURL(`**/enterprises/${id}`);
      const merged = await call(page, 'GET', `/enterprises/${id}`);
      assert.deepEqual([merged.body.address, merged.body.headcount], ['示例路九号', 77]);
    }));
});

describe('people', () => {
  it('are masked until a reason is given', () =>
    as('officer', async (page) => {
      const { body } = await call(page, 'GET', '/people?page_size=1');
      await page.goto(`/people/${body.items[0].id}`);
      await settled(page);
      const masked = await page.locator('main').innerText();
      assert.ok(masked.includes(body.items[0].id_number_masked));
      await page.getByRole('button', { name: '查看完整号码' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: '查看完整号码' }).click();
      await dialog.getByRole('link', { name: '查看事由：请填写' }).waitFor();
      await assertAccessible(page, 'reveal dialog');
      await dialog.getByLabel('查看事由').fill('核对从业资格');
      await dialog.getByRole('button', { name: '查看完整号码' }).click();
      await dialog.getByText('本次查看已记入台账').waitFor();
      assert.match(await dialog.innerText(), /\d{17}[\dX]/);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      await page.reload();
      await page.getByText('核对从业资格').waitFor();
    }));
});

describe('feedback', () => {
  it('names whom the installation names, and nobody else', () =>
    as('officer', async (page) => {
      const { body } = await call(page, 'GET', '/reference');
      const shown = page.locator('.shell-foot', { hasText: body.feedback_contact });
      await shown.waitFor();
      await page.getByRole('button', { name: '意见反馈' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(body.feedback_contact).waitFor();
      await assertAccessible(page, 'feedback');
      await page.route('**/api/v1/reference', (route) => route.fulfill({ json: { ...body, feedback_contact: null } }));
      await page.reload();
      await page.getByRole('button', { name: '意见反馈' }).click();
      await dialog.waitFor();
      assert.equal(await page.getByText('反馈联系').count(), 0);
    }));
});

describe('roles', () => {
  it('see only what is theirs', () =>
    as('driver', async (page) => {
      await settled(page);
      assert.equal(await page.getByRole('link', { name: '企业', exact: true }).count(), 0);
      await page.goto('/enterprises');
      await page.waitForURL('**/refused');
      await page.getByRole('heading', { name: '没有权限' }).waitFor({ state: 'attached' });
    }));
});

describe('every page', () => {
  const ROUTES = [
    ['today', () => '/today'],
    ['enterprises', () => '/enterprises'],
    ['enterprise', (ids) => `/enterprises/${ids.enterprise}`],
    ['enterprise-risks', (ids) => `/enterprises/${ids.enterprise}/risks`],
    ['risks', () => '/risks'],
    ['risk', (ids) => `/risks/${ids.risk}`],
    ['grades', () => '/grades'],
    ['enterprise-grade', (ids) => `/enterprises/${ids.enterprise}/grade`],
    ['targets', () => '/targets'],
    ['target', () => '/targets/persons/assessed'],
    ['projects', () => '/projects'],
    ['project-new', () => '/projects/new'],
    ['project', (ids) => `/projects/${ids.project}`],
    ['project-edit', (ids) => `/projects/${ids.project}/edit`],
    ['cases', () => '/cases'],
    ['case-new', () => '/cases/new'],
    ['case', (ids) => `/cases/${ids.case}`],
    ['enterprise-cases', (ids) => `/enterprises/${ids.enterprise}/cases`],
    ['talks', () => '/talks'],
    ['talk-new', () => '/talks/new'],
    ['talk', (ids) => `/talks/${ids.talk}`],
    ['enterprise-talks', (ids) => `/enterprises/${ids.enterprise}/talks`],
    ['campaigns', () => '/campaigns'],
    ['documents', () => '/documents'],
    ['campaign', (ids) => `/campaigns/${ids.campaign}`],
    ['campaign-report', (ids) => `/campaigns/${ids.campaign}/report`],
    ['campaign-new', () => '/campaigns/new'],
    ['draws', () => '/draws'],
    ['draw', (ids) => `/draws/${ids.draw}`],
    ['draw-room', (ids) => `/draws/${ids.draw}/room`],
    ['draw-new', () => '/draws/new'],
    ['inspectors', () => '/draws/inspectors'],
    ['public-draws', () => '/public/draws'],
    ['visits', () => '/visits'],
    ['visit-new', () => '/visits/new'],
    ['visit-at', (ids) => `/visits/at/${ids.enterprise}`],
    ['enterprise-visits', (ids) => `/enterprises/${ids.enterprise}/visits`],
    ['enterprise-hazards', (ids) => `/enterprises/${ids.enterprise}/hazards`],
    ['enterprise-people', (ids) => `/enterprises/${ids.enterprise}/people`],
    ['enterprise-vehicles', (ids) => `/enterprises/${ids.enterprise}/vehicles`],
    ['enterprise-signals', (ids) => `/enterprises/${ids.enterprise}/signals`],
    ['enterprise-indices', (ids) => `/enterprises/${ids.enterprise}/indices`],
    ['enterprise-documents', (ids) => `/enterprises/${ids.enterprise}/documents`],
    ['enterprise-changes', (ids) => `/enterprises/${ids.enterprise}/changes`],
    ['enterprise-edit', (ids) => `/enterprises/${ids.enterprise}/edit`],
    ['people', () => '/people'],
    ['person', (ids) => `/people/${ids.person}`],
    ['vehicles', () => '/vehicles'],
    ['vehicle', (ids) => `/vehicles/${ids.vehicle}`],
    ['zones', () => '/signals/zones'],
    ['links', () => '/signals/links'],
    ['daily-report', () => '/signals/report'],
    ['requests', () => '/requests'],
    ['backtests', () => '/signals/backtests'],
    ['imports', () => '/imports'],
    ['password', () => '/password'],
    ['more', () => '/more'],
    ['not-found', () => '/nowhere'],
  ];
  const PICTURED = new Set(['today', 'enterprises', 'enterprise', 'imports']);

  for (const [size, viewport] of [['desk', DESK], ['phone', PHONE]]) {
    for (const language of ['zh-CN', 'en']) {
      it(`is accessible and fits: ${size}, ${language}`, () =>
        as(
          'officer',
          async (page) => {
            const first = async (path) => (await call(page, 'GET', `${path}?page_size=1`)).body.items[0].id;
            const ids = { enterprise: await first('/enterprises'), person: await first('/people'), vehicle: await first('/vehicles'), risk: await first('/risks'), campaign: await first('/campaigns'), draw: await first('/draws'), case: await first('/cases'), talk: await first('/talks'), project: await first('/projects') };
            for (const [name, path] of ROUTES) {
              await page.goto(path(ids));
              await settled(page);
              const what = `${name}, ${size}, ${language}`;
              await assertAccessible(page, what);
              await assertFits(page, what);
              assert.equal(await page.evaluate(() => document.documentElement.lang), language);
              if (PICTURED.has(name)) await shoot(page, `${name}-${size}-${language}`);
            }
          },
          { viewport, language },
        ));
    }
  }

  it('has large type in one column', () =>
    as('officer', async (page) => {
      await page.getByRole('button', { name: '大字版' }).click();
      await page.goto('/enterprises');
      await settled(page);
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '18.9px');
      await assertAccessible(page, 'large type');
      await assertFits(page, 'large type');
      await page.getByRole('button', { name: '标准字号' }).click();
    }));

  it('changes its language at once and keeps it', () =>
    as('officer', async (page) => {
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('heading', { level: 1, name: /^Today/ }).waitFor();
      await page.reload();
      await page.getByRole('link', { name: 'Enterprises' }).waitFor();
      await page.getByRole('button', { name: '中文' }).click();
      await page.getByRole('heading', { level: 1, name: /^今日/ }).waitFor();
    }));
});

describe('the keyboard alone', () => {
  it('logs in, skips to the content, opens a file and its tabs, and logs out', () =>
    as(null, async (page) => {
      const tabTo = async (name, key = 'Tab') => {
        for (let n = 0; n < 80; n += 1) {
          await page.keyboard.press(key);
          const here = await page.evaluate(() => {
            const focus = document.activeElement;
            return focus?.matches('a, button') ? (focus.getAttribute('aria-label') ?? focus.textContent).trim() : '';
          });
          if (here.startsWith(name)) return;
        }
        assert.fail(`the focus never came to ${name}`);
      };
      await page.goto('/login');
      await page.locator('input[name=username]').waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.type('officer');
      await page.keyboard.press('Tab');
      await page.keyboard.type(PASSWORD);
      await page.keyboard.press('Enter');
      await page.locator('.shell-bar').waitFor();
      await settled(page);
      // The list may be long: the menu is nearer backwards from the heading, which has the focus.
      await tabTo('企业', 'Shift+Tab');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/enterprises');
      // The heading of the new page has the focus, so the next step is on the page itself.
      await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
      await settled(page);
      const name = (await page.locator('tbody a').first().innerText()).split('\n')[0];
      await tabTo(name);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await tabTo('人员');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/people');
      await page.locator('.skip').focus();
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
      await page.locator('.side .menu .top').focus();
      await page.keyboard.press('Enter');
      await tabTo('退出登录');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/login');
    }));
});
