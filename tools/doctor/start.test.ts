import { examineReal } from './start';

let said: string;
beforeEach(() => {
  said = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

it('prints what is found, and lets nothing start while something is wrong', async () => {
  await expect(examineReal({}, new AbortController().signal)).rejects.toMatchObject({
    zh: expect.stringMatching(/^没有启动：上面有 \d+ 处 ✗.*npm run server$/),
    message: expect.stringMatching(/^Not started/),
  });
  expect(said).toMatch(/^✗ 设置：SERVICE_ID：没有设置/m);
});

it('says nothing more, and starts nothing, once somebody has pressed Ctrl-C', async () => {
  await expect(examineReal({}, AbortSignal.abort())).rejects.toMatchObject({ zh: '已中断，没有启动。' });
  expect(said).not.toMatch(/[✓✗?] /);
});
