import { join } from 'node:path';
import { describeWithBrowser } from '../browser';
import { merchantApp } from '../hands';
import { type ForeignApp, useForeignApp } from './kit';

describeWithBrowser('a native app that is not ours, on the phone', () => {
  const open = useForeignApp(() => join(__dirname, 'native-app'));
  let app: ForeignApp;
  /** A component of the app's own is not drawn, and named. */
  let complaints: string[];

  beforeEach(async () => {
    complaints = [expect.stringMatching(/^<my-badge> /)];
    app = await open();
    await app.reads('第 1 次打开');
  });
  afterEach(async () => {
    expect(await app.complaints()).toEqual(complaints);
    expect(app.errors).toEqual([]);
    await app.close();
  });

  const isShown = (text: string) => app.screen.getByText(text, { exact: true }).isVisible();
  const fruits = () => app.screen.locator('.fruit').allInnerTexts();

  it('draws one branch of a condition', async () => {
    await app.reads('阶段零');
    expect(await isShown('已开始')).toBe(false);
    await app.tap('下一阶段');
    await app.reads('阶段一');
    await app.reads('已开始');
    expect(await isShown('阶段零')).toBe(false);
    await app.tap('下一阶段');
    await app.reads('其他阶段');
    expect(await isShown('阶段一')).toBe(false);
    await app.tap('下一阶段');
    await app.reads('阶段零');
    expect(await isShown('已开始')).toBe(false);
  });

  it('draws lists in lists, in another order and with one fewer', async () => {
    await app.reads('1.苹果');
    expect(await fruits()).toEqual(['1.苹果（0-0：大）（0-1：小）', '2.香蕉（1-0：长）', '3.樱桃']);
    expect(await app.screen.locator('.word').allTextContents()).toEqual(['0甲 ', '1乙 ']);
    await app.tap('倒序');
    await app.reads('1.樱桃');
    expect(await fruits()).toEqual(['1.樱桃', '2.香蕉（1-0：长）', '3.苹果（2-0：大）（2-1：小）']);
    await app.tap('去掉第二个');
    await app.reads('2.苹果');
    await app.tap('倒序');
    await app.reads('1.苹果');
    await app.tap('改名');
    await app.reads('1.青苹果');
    expect(await fruits()).toEqual(['1.青苹果（0-0：大）（0-1：中）', '2.樱桃']);
  });

  it('draws templates, and what WXS computes', async () => {
    await app.reads('你好！ 138****5678');
    await app.reads('儿童 李雷，12 岁（小）');
    await app.tap('长一岁');
    await app.reads('儿童 李雷，13 岁（小）');
    await app.tap('长一岁');
    await app.reads('成人 李雷，14 岁');
    expect(await isShown('儿童 李雷，13 岁（小）')).toBe(false);
  });

  it.each([
    ['冒泡的字', '外、中、绑定、中、外'],
    ['拦住的字', '外、中、拦截'],
    ['捕获时拦住的字', '捕获拦截'],
    ['互斥的字', '互斥里、外'],
  ])('hears a tap on %s: %s', async (text, heard) => {
    await app.reads('听到：（无）');
    await app.screen.getByText(text, { exact: true }).click();
    await app.reads(`听到：${heard}`);
    // Whatever else had heard the tap would have said so before this.
    await app.tap('长一岁');
    await app.reads('儿童 李雷，13 岁（小）');
    expect(await isShown(`听到：${heard}`)).toBe(true);
    await app.tap('清除听到的');
    await app.reads('听到：（无）');
  });

  it('hands over what an element carries, and shows what is typed as the app wants it', async () => {
    await app.screen.getByText('读数据集').click();
    await app.reads('数据集：{"itemId":7,"itemname":"名","theList":["甲","乙"]}');
    const field = app.screen.getByPlaceholder('小写字母');
    await app.typeSlowly(field, 'xyz', (typed) => `大写：${typed.toUpperCase()}`);
    expect(await field.inputValue()).toBe('XYZ');
  });

  it('hides, colours and measures', async () => {
    await app.reads('看得见的字');
    await app.tap('隐藏或显示');
    await app.screen.getByText('看得见的字').waitFor({ state: 'hidden' });
    await app.tap('隐藏或显示');
    await app.reads('看得见的字');
    const box = app.screen.locator('.box');
    const look = () =>
      box.evaluate((element) => {
        const { width, backgroundColor } = getComputedStyle(element);
        return [(Number.parseFloat(width) / window.innerWidth) * 750, backgroundColor];
      });
    expect(await look()).toEqual([150, 'rgb(204, 204, 204)']);
    await app.tap('变宽变色');
    await app.screen.locator('.box.on').waitFor({ state: 'attached' });
    expect(await look()).toEqual([300, 'rgb(7, 193, 96)']);
  });

  it('puts a box with its name in the place of its own component', async () => {
    const placeholder = app.screen.locator('wx-my-badge');
    await placeholder.waitFor();
    const name = await placeholder.evaluate((element) => getComputedStyle(element, '::before').content);
    expect(name).toBe('"<my-badge>"');
  });

  it('opens another page with a query, comes back, and changes its title', async () => {
    const title = (text: string) => app.page.locator('.bar-title').getByText(text, { exact: true }).waitFor();
    await title('首页');
    await app.tap('改标题');
    await title('改过的标题');
    await app.tap('打开第二页');
    await app.reads(`收到：${encodeURIComponent('王五')}`);
    await app.reads('姓名：王五');
    await app.reads('明文：yes');
    await title('第二页');
    await app.tap('返回首页');
    await app.reads('第 1 次打开');
    await title('改过的标题');
    await app.tap('打开第二页');
    await app.reads('明文：yes');
    await app.press('返回');
    await app.reads('第 1 次打开');
  });

  it('asks and tells in dialogs of WeChat', async () => {
    await app.tap('询问');
    const dialog = app.page.getByRole('dialog', { name: '请确认' });
    await dialog.getByText('要继续吗？').waitFor();
    await app.press('继续');
    await app.reads('回答：继续');
    await app.tap('询问');
    await app.press('算了');
    await app.reads('回答：算了');
    expect(await dialog.count()).toBe(0);
    await app.tap('保存');
    await app.page.getByRole('status').getByText('已保存').waitFor();
  });

  it('keeps its storage when it is killed', async () => {
    await app.tap('长一岁');
    await app.reads('儿童 李雷，13 岁（小）');
    await app.kill(merchantApp);
    await app.press('主屏幕');
    await app.press(merchantApp);
    await app.reads('第 2 次打开');
    await app.reads('儿童 李雷，12 岁（小）');
  });

  it('reads an unknown name of wx as undefined; a call of it is told of beside the phone', async () => {
    await app.tap('读未知的名字');
    await app.reads('未知的名字：undefined');
    await app.tap('调用未知的名字');
    const text = 'wx.someUnknownName is not a function';
    await app.page.getByRole('alert').getByText(text, { exact: true }).waitFor();
    complaints = [text, ...complaints];
  });
});
