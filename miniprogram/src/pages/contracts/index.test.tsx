import type { Contract } from '@contract-kit/shared/client';
import { SigningError } from '@contract-kit/signing';
import { fake } from '@contract-kit/signing/testing';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { hidePage, phone, resetPhone, showPage } from '../../../test/fake-taro';
import { agreement } from '../../agreement';
import { texts } from '../../texts';
import ContractsPage from '.';

jest.mock('../../signing', () => ({
  signing: jest.requireActual('@contract-kit/signing/testing').fake.core,
}));

const { core, terminating } = fake;
const t = texts['zh-CN'];

/** By the clock on the wall, wherever the test runs. */
const onWall = (...at: [year: number, month: number, day: number, hours: number, minutes: number]) => {
  const [year, month, day, hours, minutes] = at;
  return new Date(year, month - 1, day, hours, minutes).toISOString();
};

const signed = (outContractCode: string): Contract => ({
  outContractCode,
  contractId: `C-${outContractCode}`,
  status: 'signed',
  serviceId: 1,
  displayAccount: '张三',
  signedAt: onWall(2026, 1, 9, 8, 5),
});
const ended = (outContractCode: string): Contract => ({
  ...signed(outContractCode),
  status: 'terminated',
  terminatedAt: onWall(2026, 12, 31, 23, 59),
  terminationMode: 'API',
});

beforeEach(() => {
  resetPhone();
  terminating.clear();
  jest.resetAllMocks();
});
afterEach(cleanup);

/** Opens the page, and gives it time to hear what it asks. */
async function open() {
  render(<ContractsPage />);
  await act(async () => showPage());
}
const tap = (name: string | RegExp) =>
  act(async () => void fireEvent.click(screen.getByRole('button', { name })));

/** What stands beside a name. */
const beside = (name: string) => screen.getByText(name).nextElementSibling?.textContent;

/** Lists as the server does: 20 at a time, after the one that is named. */
function serve(all: () => Contract[]) {
  core.listContracts.mockImplementation(async (before) => {
    const from = all().findIndex(({ outContractCode }) => outContractCode === before) + 1;
    return all().slice(from, from + 20);
  });
}

/** How each contract on the page stands, from the top. */
const standing = () =>
  screen
    .getAllByRole('button')
    .flatMap((button) => button.getAttribute('aria-label')?.split(' ').at(1) ?? []);

/** A promise, and what settles it. */
function later<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** The core's own bookkeeping: under way until it is settled. */
function terminationOf(code: string) {
  const answer = later<Contract>();
  core.terminate.mockImplementation(() => {
    terminating.add(code);
    return answer.promise;
  });
  const settle = (how: () => void) =>
    act(async () => {
      terminating.delete(code);
      how();
    });
  return {
    confirm: () => settle(() => answer.resolve(ended(code))),
    refuse: (error: SigningError) => settle(() => answer.reject(error)),
  };
}

it('shows a skeleton, then that there is nothing', async () => {
  const answer = later<Contract[]>();
  core.listContracts.mockReturnValue(answer.promise);
  await open();
  expect(screen.getByRole('progressbar')).toBeTruthy();
  await act(async () => answer.resolve([]));
  expect(screen.queryByRole('progressbar')).toBeNull();
  expect(screen.getByText(t.noContracts)).toBeTruthy();
  expect(phone.title).toBe(t.contractsTitle);
});

it('shows the details of the only contract', async () => {
  core.listContracts.mockResolvedValue([ended('A')]);
  await open();
  const { merchantName, serviceName } = agreement['zh-CN'];
  expect(beside(serviceName)).toBe('已解约');
  expect(beside('商家')).toBe(merchantName);
  expect(beside('签约账户')).toBe('张三');
  expect(beside('协议编号')).toBe('C-A');
  expect(beside('开通时间')).toBe('2026-01-09 08:05');
  expect(beside('解约时间')).toBe('2026-12-31 23:59');
  expect(screen.getByText('C-A').dataset.selectable).toBe('true');
  expect(screen.queryByRole('button', { name: t.terminate })).toBeNull();
});

it('shows no end of a contract that has none', async () => {
  core.listContracts.mockResolvedValue([signed('A')]);
  await open();
  expect(beside('开通时间')).toBe('2026-01-09 08:05');
  expect(screen.queryByText(t.terminatedAt)).toBeNull();
});

it('shows the details of one of several on a tap, and hides them on another', async () => {
  core.listContracts.mockResolvedValue([signed('B'), ended('A')]);
  await open();
  expect(screen.queryByText('C-B')).toBeNull();
  await tap(new RegExp(`${t.contractSigned} ${t.showDetail}`));
  expect(screen.getByText('C-B')).toBeTruthy();
  expect(screen.queryByText('C-A')).toBeNull();
  await tap(new RegExp(`${t.contractSigned} ${t.hideDetail}`));
  expect(screen.queryByText('C-B')).toBeNull();
});

it('ends a contract once the user has confirmed it, and waits for the server', async () => {
  core.listContracts.mockResolvedValue([signed('A')]);
  const termination = terminationOf('A');
  await open();
  await tap(t.terminate);
  expect(phone.dialogs).toMatchObject([{ title: t.terminateTitle, content: t.terminateBody }]);
  expect(core.terminate).toHaveBeenCalledWith('A', t.terminateRemark);
  expect(screen.getByRole('button', { name: t.contractTerminating }).hasAttribute('disabled')).toBe(true);
  expect(screen.queryByText(t.contractTerminated)).toBeNull();
  await termination.confirm();
  expect(screen.getByText(t.contractTerminated)).toBeTruthy();
  expect(screen.queryByText(t.contractTerminating)).toBeNull();
});

it('ends nothing when the user thinks better of it', async () => {
  phone.confirms = false;
  core.listContracts.mockResolvedValue([signed('A')]);
  await open();
  await tap(t.terminate);
  expect(core.terminate).not.toHaveBeenCalled();
});

it('goes on with a termination that a kill interrupted', async () => {
  terminating.add('A');
  const termination = terminationOf('A');
  core.listContracts.mockResolvedValue([signed('A')]);
  await open();
  expect(screen.getByRole('button', { name: t.contractTerminating })).toBeTruthy();
  await act(async () => showPage());
  expect(core.terminate).toHaveBeenCalledTimes(1);
  await termination.confirm();
  expect(screen.getByText(t.contractTerminated)).toBeTruthy();
  expect(phone.dialogs).toEqual([]);
});

it('says why a contract was not ended, and shows how it stands', async () => {
  core.listContracts.mockResolvedValue([signed('A')]);
  const termination = terminationOf('A');
  await open();
  await tap(t.terminate);
  const refused = new SigningError('server', '微信支付拒绝了请求', {
    status: 502,
    code: 'wechatpay_refused',
    requestId: 'R-1',
  });
  await termination.refuse(refused);
  expect(phone.dialogs[1]).toMatchObject({
    title: t.terminateFailed,
    content: `微信支付拒绝了请求\n${t.supportCode} R-1`,
    showCancel: false,
  });
  expect(core.listContracts).toHaveBeenCalledTimes(2);
  expect(screen.getByRole('button', { name: t.terminate }).hasAttribute('disabled')).toBe(false);
});

it.each([
  ['the network', new SigningError('network', '', {}), t.offline, t.contractsOfflineNote],
  ['the login', new SigningError('login', '', {}), t.loginFailed, t.loginFailedNote],
  ['the server', new SigningError('server', '服务器出错', { status: 500 }), t.contractsFailed, '服务器出错'],
])('tells a failure of %s, and tries again', async (_what, error, heading, note) => {
  core.listContracts.mockRejectedValueOnce(error).mockResolvedValueOnce([signed('A')]);
  await open();
  expect(screen.getByRole('alert').textContent).toContain(heading);
  expect(screen.getByText(note)).toBeTruthy();
  await tap(t.retry);
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.getByText('C-A')).toBeTruthy();
});

it('keeps what it shows when reading it again fails, and gives the support code', async () => {
  core.listContracts.mockResolvedValueOnce([signed('A')]);
  await open();
  core.listContracts.mockRejectedValueOnce(
    new SigningError('server', '稍后再试', { status: 503, requestId: 'R-2' }),
  );
  await act(async () => showPage());
  expect(screen.getByText('C-A')).toBeTruthy();
  expect(screen.getByText(`${t.supportCode} R-2`)).toBeTruthy();
});

it('does not forget what ended while it asked for more', async () => {
  const page = [signed('S'), ...Array.from({ length: 19 }, (_, index) => ended(`A${index}`))];
  const more = later<Contract[]>();
  core.listContracts.mockResolvedValueOnce(page).mockReturnValueOnce(more.promise);
  core.terminate.mockResolvedValue(ended('S'));
  await open();
  fireEvent.click(screen.getAllByRole('button')[0]!);
  await tap(t.more);
  await tap(t.terminate);
  await act(async () => more.resolve([ended('Z')]));
  expect(screen.getAllByText(t.contractTerminated)).toHaveLength(21);
});

it('asks for more after the last one while there may be more', async () => {
  const all = Array.from({ length: 41 }, (_, index) => ended(`A${index}`));
  serve(() => all);
  await open();
  expect(standing()).toHaveLength(20);
  await tap(t.more);
  expect(standing()).toHaveLength(40);
  await tap(t.more);
  expect(standing()).toHaveLength(41);
  expect(screen.queryByRole('button', { name: t.more })).toBeNull();
});

it('offers no more when all are there', async () => {
  serve(() => Array.from({ length: 19 }, (_, index) => ended(`A${index}`)));
  await open();
  expect(standing()).toHaveLength(19);
  expect(screen.queryByRole('button', { name: t.more })).toBeNull();
});

it('says why there is no more, and offers it again', async () => {
  const all = Array.from({ length: 21 }, (_, index) => ended(`A${index}`));
  serve(() => all);
  await open();
  core.listContracts.mockRejectedValueOnce(new SigningError('network', '', {}));
  await tap(t.more);
  expect(screen.getByRole('alert').textContent).toContain(t.offline);
  expect(standing()).toHaveLength(20);
  await tap(t.more);
  expect(screen.queryByRole('alert')).toBeNull();
  expect(standing()).toHaveLength(21);
});

it('shows what is new before the others, and what came to an end in its place', async () => {
  let all = [signed('B'), ended('A')];
  serve(() => all);
  await open();
  all = [signed('C'), ended('B'), ended('A')];
  await act(async () => showPage());
  expect(standing()).toEqual(['使用中', '已解约', '已解约']);
});

describe('while the page is open', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());
  const pass = (seconds: number) => act(() => jest.advanceTimersByTimeAsync(seconds * 1000));
  const asked = () => core.listContracts.mock.calls.length;

  it('shows an end that came meanwhile, and asks no more then', async () => {
    core.listContracts.mockResolvedValue([signed('A')]);
    await open();
    await pass(9);
    expect(asked()).toBe(1);
    core.listContracts.mockResolvedValue([ended('A')]);
    await pass(2);
    expect(screen.getByText(t.contractTerminated)).toBeTruthy();
    await pass(60);
    expect(asked()).toBe(2);
  });

  it('asks nothing in the background, nor behind another page', async () => {
    core.listContracts.mockResolvedValue([signed('A')]);
    await open();
    await act(async () => hidePage());
    await pass(60);
    expect(asked()).toBe(1);
    await act(async () => showPage());
    expect(asked()).toBe(2);
    await pass(11);
    expect(asked()).toBe(3);
  });

  it('asks more and more seldom after failures, shows none of those that pass, and recovers', async () => {
    core.listContracts.mockResolvedValueOnce([signed('A')]);
    await open();
    core.listContracts.mockRejectedValue(new SigningError('network', '', {}));
    await pass(10 + 20 + 40 + 1);
    expect(asked()).toBe(4);
    expect(screen.queryByRole('alert')).toBeNull();
    core.listContracts.mockResolvedValue([signed('A')]);
    await pass(80);
    expect(asked()).toBe(5);
    await pass(10);
    expect(asked()).toBe(6);
  });

  it('waits for as long as the server says', async () => {
    core.listContracts.mockResolvedValueOnce([signed('A')]);
    await open();
    core.listContracts.mockRejectedValue(
      new SigningError('server', '', { status: 429, retryAfterMs: 45_000 }),
    );
    await pass(11 + 43);
    expect(asked()).toBe(2);
    await pass(3);
    expect(asked()).toBe(3);
  });

  it('shows a login that fails, without which nothing goes on', async () => {
    core.listContracts.mockResolvedValueOnce([signed('A')]);
    await open();
    core.listContracts.mockRejectedValue(new SigningError('login', '', {}));
    await pass(11);
    expect(screen.getByRole('alert').textContent).toContain(t.loginFailed);
    expect(screen.getByText('C-A')).toBeTruthy();
  });

  it('keeps those that were asked for page by page, and looks at all of them that are in force', async () => {
    let last = signed('Z');
    serve(() => [...Array.from({ length: 20 }, (_, index) => ended(`A${index}`)), last]);
    await open();
    await tap(t.more);
    expect(standing().at(-1)).toBe('使用中');
    last = ended('Z');
    await pass(11);
    expect(standing()).toHaveLength(21);
    expect(standing().at(-1)).toBe('已解约');
  });

  it('reads no further than what is in force', async () => {
    serve(() => [signed('S'), ...Array.from({ length: 40 }, (_, index) => ended(`A${index}`))]);
    await open();
    await tap(t.more);
    const before = asked();
    await pass(11);
    expect(asked()).toBe(before + 1);
    expect(standing()).toHaveLength(40);
  });

  it('asks no less often again after one that did not fail', async () => {
    core.listContracts.mockResolvedValue([signed('A')]);
    await open();
    core.listContracts.mockRejectedValueOnce(new SigningError('network', '', {}));
    await pass(10 + 20 + 1);
    expect(asked()).toBe(3);
    core.listContracts.mockRejectedValueOnce(new SigningError('network', '', {}));
    await pass(10);
    expect(asked()).toBe(4);
    await pass(17);
    expect(asked()).toBe(4);
    await pass(3);
    expect(asked()).toBe(5);
  });
});

it('never takes back an end because an older list comes late', async () => {
  const older = later<Contract[]>();
  core.listContracts.mockResolvedValueOnce([signed('A')]).mockReturnValueOnce(older.promise);
  core.terminate.mockResolvedValue(ended('A'));
  await open();
  await act(async () => showPage());
  await tap(t.terminate);
  expect(screen.getByText(t.contractTerminated)).toBeTruthy();
  await act(async () => older.resolve([signed('A')]));
  expect(screen.getByText(t.contractTerminated)).toBeTruthy();
  expect(screen.queryByText(t.contractSigned)).toBeNull();
});

it('never lets an older list overwrite a newer one', async () => {
  const older = later<Contract[]>();
  core.listContracts
    .mockReturnValueOnce(older.promise)
    .mockResolvedValueOnce([signed('B'), { ...signed('A'), displayAccount: '李四' }]);
  await open();
  await act(async () => showPage());
  await act(async () => older.resolve([signed('A')]));
  expect(standing()).toEqual(['使用中', '使用中']);
  for (const fold of screen.getAllByRole('button')) fireEvent.click(fold);
  expect(screen.getAllByText(/^[张李]/).map((account) => account.textContent)).toEqual(['张三', '李四']);
});

it('shows no failure of an older list beside a newer one', async () => {
  const older = later<Contract[]>();
  core.listContracts.mockReturnValueOnce(older.promise).mockResolvedValueOnce([signed('A')]);
  await open();
  await act(async () => showPage());
  await act(async () => older.reject(new SigningError('network', '', {})));
  expect(screen.queryByRole('alert')).toBeNull();
  expect(standing()).toEqual(['使用中']);
});

it('leaves nothing hanging when the login fails while a contract is being ended', async () => {
  core.listContracts.mockResolvedValue([signed('A')]);
  const termination = terminationOf('A');
  await open();
  await tap(t.terminate);
  await termination.refuse(new SigningError('login', '', { status: 403 }));
  expect(screen.getByRole('alert').textContent).toContain(t.loginFailed);
  expect(screen.getByText(t.terminateWaitsNote)).toBeTruthy();
  expect(screen.queryByText(t.contractTerminating)).toBeNull();
  expect(screen.getByRole('button', { name: t.terminate }).hasAttribute('disabled')).toBe(false);
  expect(phone.dialogs).toHaveLength(1);
});

it('takes a status that only a newer server has for neither on nor off', async () => {
  core.listContracts.mockResolvedValue([{ ...signed('A'), status: 'paused' as 'signed' }]);
  await open();
  expect(screen.getByText(t.contractUnclear)).toBeTruthy();
  expect(screen.queryByText(t.contractTerminated)).toBeNull();
});
