import { fake } from '@contract-kit/signing/testing';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { changeTheme, phone, resetPhone } from '../../../test/fake-taro';
import { agreement } from '../../agreement';
import { texts } from '../../texts';
import SignPage from '.';

jest.mock('../../signing', () => ({
  signing: jest.requireActual('@contract-kit/signing/testing').fake.core,
}));

const { core, set, terminating } = fake;
const t = texts['zh-CN'];
const contract = {
  outContractCode: 'A1',
  contractId: 'C1',
  displayAccount: '张三',
  signedAt: '2026-11-23T08:00:00Z',
};

beforeEach(() => {
  resetPhone();
  terminating.clear();
  jest.clearAllMocks();
  set({ phase: 'loading' });
});
afterEach(cleanup);

const show = (state: Parameters<typeof set>[0]) => act(() => set(state));
/** What stands beside a name. */
const beside = (name: string) => screen.getByText(name).nextElementSibling?.textContent;
const tap = (text: string) => fireEvent.click(screen.getByRole('button', { name: text }));

it('shows a skeleton until something is known', () => {
  render(<SignPage />);
  expect(screen.getByRole('progressbar', { name: t.loading })).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
  show({ phase: 'ready' });
  expect(screen.queryByRole('progressbar')).toBeNull();
});

it('says what is agreed, with whom and for what, and jumps within the tap', () => {
  render(<SignPage />);
  show({ phase: 'ready' });
  const { merchantName, serviceName, terms } = agreement['zh-CN'];
  expect(beside(t.merchant)).toBe(merchantName);
  expect(beside(t.service)).toBe(serviceName);
  expect(screen.queryByText(t.account)).toBeNull();
  for (const term of terms) expect(screen.getByText(`· ${term}`)).toBeTruthy();
  tap(t.open);
  expect(core.tap).toHaveBeenCalledTimes(1);
});

it('tells a screen reader how things stand', () => {
  render(<SignPage />);
  show({ phase: 'confirming' });
  expect(screen.getByRole('status').getAttribute('aria-label')).toBe(`${t.confirming} ${t.confirmingNote}`);
});

it.each([
  ['signing', t.checkResult],
  ['expired', t.startAgain],
  ['terminated', t.startAgain],
  ['offline', t.retry],
  ['login_failed', t.retry],
] as const)('asks again from %s', (phase, text) => {
  render(<SignPage />);
  show({ phase });
  tap(text);
  expect(core.refresh).toHaveBeenCalledTimes(1);
});

it('opens the signing page again within the tap', () => {
  render(<SignPage />);
  show({ phase: 'confirming' });
  expect(screen.queryByRole('button')).toBeNull();
  show({ phase: 'confirming', canReopen: true });
  tap(t.reopen);
  expect(core.tap).toHaveBeenCalledTimes(1);
  show({ phase: 'confirming', canReopen: true, busy: true });
  expect(screen.getByRole('button', { name: t.reopen }).hasAttribute('disabled')).toBe(true);
});

it('counts down where a screen reader does not say every second', () => {
  render(<SignPage />);
  show({ phase: 'signing', newCodeInS: 61 });
  const countdown = screen.getByRole('timer');
  expect(countdown.textContent).toContain('1 分 1 秒');
  expect(countdown.getAttribute('aria-label')).toBe(countdown.textContent);
  expect(screen.getByRole('status').getAttribute('aria-label')).not.toContain('秒后');
});

it('asks again about a contract that WeChat Pay could not confirm', () => {
  render(<SignPage />);
  show({ phase: 'signed', contract, doubtful: true });
  expect(screen.getByText(t.doubtfulNote)).toBeTruthy();
  tap(t.refresh);
  expect(core.refresh).toHaveBeenCalledTimes(1);
});

it('takes no tap while one is under way', () => {
  render(<SignPage />);
  show({ phase: 'offline', busy: true });
  const button = screen.getByRole('button', { name: t.retry });
  expect([button.hasAttribute('disabled'), button.getAttribute('aria-busy')]).toEqual([true, 'true']);
});

it('returns to the caller when all is done', () => {
  phone.depth = 2;
  render(<SignPage />);
  show({ phase: 'signed', contract });
  tap(t.done);
  expect(phone.went).toEqual(['back']);
});

it("goes on to the user's contracts when there is no caller", () => {
  render(<SignPage />);
  show({ phase: 'signed', contract });
  tap(t.done);
  expect(phone.went).toEqual(['/pages/contracts/index']);
});

it('shows the account of a contract that was signed before', () => {
  render(<SignPage />);
  show({ phase: 'signed', contract });
  expect(beside(t.account)).toBe('张三');
  tap(t.viewContracts);
  expect(phone.went).toEqual(['/pages/contracts/index']);
});

it('says that a contract is being ended', () => {
  core.terminate.mockReturnValue(new Promise(() => {}));
  terminating.add('A1');
  render(<SignPage />);
  show({ phase: 'signed', contract });
  expect(screen.getByText(t.terminating)).toBeTruthy();
  expect(screen.queryByText(t.signed)).toBeNull();
});

it('goes on with a termination that a kill interrupted, though the contracts are not looked at', async () => {
  core.terminate.mockRejectedValue(new Error('refused'));
  terminating.add('A1');
  render(<SignPage />);
  expect(core.terminate).not.toHaveBeenCalled();
  show({ phase: 'signed', contract });
  await act(async () => {});
  expect(core.terminate.mock.calls).toEqual([['A1', t.terminateRemark]]);
});

it('lets the support code of a server error be selected', () => {
  render(<SignPage />);
  show({ phase: 'server_error', error: { code: 'internal', message: '服务器出错', requestId: 'R-7' } });
  expect(screen.getByText('服务器出错')).toBeTruthy();
  expect(screen.getByText(`${t.supportCode} R-7`).dataset.selectable).toBe('true');
});

it.each([
  ['zh_CN', 'zh-CN'],
  ['zh_TW', 'zh-CN'],
  ['en', 'en'],
  ['ja', 'en'],
] as const)('speaks to %s in %s, title included', (wechatLanguage, language) => {
  phone.language = wechatLanguage;
  render(<SignPage />);
  show({ phase: 'ready' });
  expect(phone.title).toBe(texts[language].signTitle);
  expect(screen.getByText(texts[language].openNote)).toBeTruthy();
  expect(screen.getByText(agreement[language].merchantName)).toBeTruthy();
});

it('is dark when WeChat is, and follows it', () => {
  phone.theme = 'dark';
  const { container } = render(<SignPage />);
  const classes = () => container.firstElementChild!.className;
  expect(classes()).toContain('dark');
  act(() => changeTheme('light'));
  expect(classes()).not.toContain('dark');
});

it('enlarges text as WeChat is set to', () => {
  phone.fontSizeScaleFactor = 1.5;
  const { container } = render(<SignPage />);
  expect((container.firstElementChild as HTMLElement).dataset.style).toBe('--scale:1.5');
});
