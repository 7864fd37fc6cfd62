import type { Contract } from '@contract-kit/shared/client';
import { SigningError } from '@contract-kit/signing';
import { fake } from '@contract-kit/signing/testing';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { hidePage, phone, resetPhone, showPage } from '../../../test/fake-taro';
import { texts } from '../../texts';
import ContractsPage from '.';

jest.mock('../../signing', () => ({
  signing: jest.requireActual('@contract-kit/signing/testing').fake.core,
}));

const { core, terminating } = fake;
const t = texts['zh-CN'];

const signed = (outContractCode: string): Contract => ({
  outContractCode,
  contractId: `C-${outContractCode}`,
  status: 'signed',
  serviceId: 1,
  displayAccount: '张三',
  signedAt: '2026-11-23T08:00:00.000Z',
});
const ended = (outContractCode: string): Contract => ({
  ...signed(outContractCode),
  status: 'terminated',
  terminatedAt: '2026-11-24T08:00:00.000Z',
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
  for (const name of [t.contractNumber, t.signedAt, t.terminatedAt])
    expect(screen.getByText(name)).toBeTruthy();
  expect(screen.getByText('C-A').dataset.selectable).toBe('true');
  expect(screen.queryByRole('button', { name: t.terminate })).toBeNull();
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
  const page = Array.from({ length: 20 }, (_, index) => ended(`A${index}`));
  core.listContracts.mockResolvedValueOnce(page).mockResolvedValueOnce([ended('Z')]);
  await open();
  await tap(t.more);
  expect(core.listContracts).toHaveBeenLastCalledWith('A19');
  expect(screen.getAllByText(t.contractTerminated)).toHaveLength(21);
  expect(screen.queryByRole('button', { name: t.more })).toBeNull();
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
    const first = Array.from({ length: 20 }, (_, index) => ended(`A${index}`));
    core.listContracts.mockResolvedValueOnce(first).mockResolvedValueOnce([signed('Z')]);
    await open();
    await tap(t.more);
    core.listContracts.mockResolvedValueOnce(first).mockResolvedValueOnce([ended('Z')]);
    await pass(11);
    expect(core.listContracts.mock.calls.slice(2)).toEqual([[undefined], ['A19']]);
    expect(screen.getAllByText(t.contractTerminated)).toHaveLength(21);
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
  core.listContracts.mockReturnValueOnce(older.promise).mockResolvedValueOnce([signed('B'), ended('A')]);
  await open();
  await act(async () => showPage());
  await act(async () => older.resolve([ended('A')]));
  expect(screen.getAllByRole('button').map((fold) => fold.getAttribute('aria-label'))).toEqual([
    expect.stringContaining(t.contractSigned),
    expect.stringContaining(t.contractTerminated),
  ]);
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
