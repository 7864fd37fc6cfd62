import { describeWithBrowser } from '../browser';
import { type ForeignApp, useForeignApp } from './kit';
import { ensureTaroPackage } from './taro-package';

describeWithBrowser('a Taro app that is not ours, on the phone', () => {
  const open = useForeignApp(ensureTaroPackage);
  let app: ForeignApp;

  beforeEach(async () => {
    app = await open();
    await app.reads('Hello world!');
  });
  afterEach(async () => {
    expect(await app.complaints()).toEqual([]);
    expect(app.errors).toEqual([]);
    await app.close();
  });

  it('counts', async () => {
    await app.reads('计数：0');
    await app.tap('+1');
    await app.reads('计数：1');
    await app.tap('+1');
    await app.reads('计数：2');
  });

  it('writes what is typed in capitals, in the field as well', async () => {
    const field = app.screen.getByPlaceholder('小写字母');
    await app.typeSlowly(field, 'abc', (typed) => `大写：${typed.toUpperCase()}`);
    expect(await field.inputValue()).toBe('ABC');
    await field.press('Backspace');
    await app.reads('大写：AB');
    await app.typeSlowly(field, 'd汉', (typed) => `大写：AB${typed.toUpperCase()}`);
    expect(await field.inputValue()).toBe('ABD汉');
  });

  it('calls the button and then its row; the button alone when it stops the tap', async () => {
    await app.tap('冒泡的按钮');
    await app.reads('听到：按钮、行');
    await app.tap('清除听到的');
    await app.reads('听到：（无）');
    await app.tap('不冒泡的按钮');
    await app.reads('听到：只有按钮');
    await app.screen.getByText('行的文字').click();
    await app.reads('听到：只有按钮、行');
  });

  it('lets each row of a list keep its own state when one in the middle goes', async () => {
    for (const count of [1, 2, 3]) {
      await app.tap('添加一行');
      await app.reads(`共${count}行`);
    }
    await app.screen.getByText('第2行点了0次').click();
    for (const taps of [0, 1]) await app.screen.getByText(`第3行点了${taps}次`).click();
    await app.reads('第3行点了2次');
    await app.tap('删除第2行');
    await app.reads('共2行');
    await app.tap('添加一行');
    await app.reads('第4行点了0次');
    const rows = app.screen.getByText(/^第\d行点了/);
    expect(await rows.allInnerTexts()).toEqual(['第1行点了0次', '第3行点了2次', '第4行点了0次']);
    for (const id of [1, 3, 4]) await app.tap(`删除第${id}行`);
    await app.reads('共0行');
    expect(await rows.count()).toBe(0);
  });

  it('draws and hears what is 40 elements deep', async () => {
    for (const taps of [0, 1, 2]) await app.screen.getByText(`最里层点了${taps}次`).click();
    await app.reads('最里层点了3次');
    const around = app.screen.locator('wx-view', { has: app.page.getByText('最里层点了3次') });
    expect(await around.count()).toBeGreaterThanOrEqual(40);
  });

  it('turns a switch, shows an image and breaks a line', async () => {
    const box = app.screen.getByRole('switch');
    await app.reads('开关：关');
    await box.click();
    await app.reads('开关：开');
    expect(await box.isChecked()).toBe(true);
    await box.click();
    await app.reads('开关：关');
    expect(await box.isChecked()).toBe(false);
    await app.reads('图片：3×2');
    expect(await app.textWith('第二行文字')).toBe('第一行文字\n第二行文字');
  });

  it('hands a query to another page, which leads back to where one was', async () => {
    const title = (text: string) => app.page.locator('.bar-title').getByText(text, { exact: true }).waitFor();
    await title('首页');
    await app.tap('+1');
    await app.tap('打开第二页');
    // As WeChat hands it over: still encoded.
    await app.reads(`收到：${encodeURIComponent('张三 & 李四')}`);
    await app.reads('姓名：张三 & 李四');
    await app.reads('份数：2');
    await title('第二页');
    await app.tap('返回首页');
    await app.reads('计数：1');
    await app.tap('打开第二页');
    await app.reads('份数：2');
    await app.press('返回');
    await app.tap('+1');
    await app.reads('计数：2');
    await title('首页');
  });
});
