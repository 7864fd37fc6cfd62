import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asked, fromMerchant, merchantAppId, signingBench } from './testing';

/** One user signs one session after the other. */
const { preSign, phoneOf, lead, control, stateOf } = signingBench({ oneContractAUser: false });

test('shows what is signed, and hands back what signing has answered', async () => {
  const { id, code } = await preSign();
  const phone = phoneOf();
  phone.coldStart(fromMerchant(id));
  await phone.waitForText('同意并开通');
  const lines = phone.text.split(/\s+/);
  expect(lines).toEqual(
    expect.arrayContaining([
      '示例服务商',
      '服务示例服务',
      '账号微信用户',
      '免密支付服务协议',
      '本机模拟，界面与文字为推定',
    ]),
  );
  expect(phone.text).not.toContain('示例商户');
  expect(phone.page.title).toBe('免密支付');
  phone.tap('同意并开通');
  await phone.waitForText('开通成功');
  phone.tap('完成');
  const back = await phone.waitFor(() => phone.handedBack);
  const contract = await stateOf(code);
  expect(contract).toMatchObject({ state: 'signed' });
  expect(back).toEqual({
    appId: merchantAppId,
    extraData: { return_code: 'SUCCESS', return_msg: '签约成功', contract_id: contract?.contractId },
  });
  await phone.waitFor(() => phone.state === 'background');
});

test('takes the id from the path, too, and from extraData first', async () => {
  const [inPath, inData] = [await preSign(), await preSign()];
  const query = { pre_entrustweb_id: inPath.id };
  const first = phoneOf();
  first.coldStart({ ...fromMerchant(), query });
  await first.waitForText('同意并开通');
  first.tap('同意并开通');
  await first.waitForText('开通成功');
  expect(await stateOf(inPath.code)).toMatchObject({ state: 'signed' });

  const second = phoneOf();
  second.coldStart({ ...fromMerchant(inData.id), query });
  await second.waitForText('同意并开通');
});

test('the back arrow after agreeing hands nothing back, and the contract is signed', async () => {
  const { id, code } = await preSign();
  const phone = phoneOf();
  phone.coldStart(fromMerchant(id));
  await phone.waitForText('同意并开通');
  phone.tap('同意并开通');
  await phone.waitForText('开通成功');
  phone.back();
  expect(phone).toMatchObject({ state: 'background', handedBack: undefined });
  expect(await stateOf(code)).toMatchObject({ state: 'signed' });
});

describe('declining', () => {
  test('abandons the session and goes back without extraData', async () => {
    const { id, code } = await preSign();
    const phone = phoneOf();
    phone.coldStart(fromMerchant(id));
    await phone.waitForText('暂不开通');
    phone.tap('暂不开通');
    const back = await phone.waitFor(() => phone.handedBack);
    expect(back).toEqual({ appId: merchantAppId, extraData: {} });
    expect(await stateOf(code)).toMatchObject({ state: 'abandoned' });
  });

  test('goes back without a network as well', async () => {
    const { id } = await preSign();
    const phone = phoneOf();
    phone.coldStart(fromMerchant(id));
    await phone.waitForText('暂不开通');
    phone.setOnline(false);
    phone.tap('暂不开通');
    await phone.waitFor(() => phone.handedBack);
  });
});

test('opened by a link, says that the page can be closed', async () => {
  const [first, second] = [await preSign(), await preSign()];
  const phone = phoneOf();
  phone.coldStart({ scene: 1011, query: { pre_entrustweb_id: first.id } });
  await phone.waitForText('同意并开通');
  phone.tap('同意并开通');
  await phone.waitForText('开通成功');
  phone.tap('完成');
  await phone.waitForText('可以关闭本页了');
  expect(phone.findAll(({ tag }) => tag === 'button')).toEqual([]);
  expect(phone).toMatchObject({ state: 'foreground', handedBack: undefined });

  phone.coldStart({ scene: 1011, query: { pre_entrustweb_id: second.id } });
  await phone.waitForText('暂不开通');
  phone.tap('暂不开通');
  await phone.waitForText('可以关闭本页了');
  expect(await stateOf(second.code)).toMatchObject({ state: 'abandoned' });
});

describe('opened again while it runs in the background', () => {
  test('shows the new session', async () => {
    const [first, second] = [await preSign(), await preSign()];
    const phone = phoneOf();
    phone.coldStart(fromMerchant(first.id));
    await phone.waitForText('同意并开通');
    phone.tap('同意并开通');
    await phone.waitForText('开通成功');
    phone.back();
    phone.show(fromMerchant(second.id));
    await phone.waitForText('同意并开通');
    phone.tap('同意并开通');
    await phone.waitForText('开通成功');
    expect(await stateOf(second.code)).toMatchObject({ state: 'signed' });
  });

  test('shows one that was declined as it is now', async () => {
    const { id, code } = await preSign();
    const phone = phoneOf();
    phone.coldStart(fromMerchant(id));
    for (const _ of ['once', 'again']) {
      await phone.waitForText('暂不开通');
      phone.tap('暂不开通');
      await phone.waitFor(() => phone.state === 'background');
      await phone.waitFor(() => !phone.text.includes('暂不开通'));
      phone.show(fromMerchant(id));
    }
    await phone.waitForText('同意并开通');
    expect(asked(phone)).toEqual(['open', 'abandon', 'open', 'abandon', 'open']);
    await control().expire(code);
    phone.tap('暂不开通');
    await phone.waitFor(() => phone.state === 'background');
    phone.show(fromMerchant(id));
    await phone.waitForText('签约已过期');
  });

  test('keeps what it shows when it is merely looked at again', async () => {
    const { id } = await preSign();
    const phone = phoneOf();
    phone.coldStart(fromMerchant(id));
    await phone.waitForText('同意并开通');
    for (const options of [undefined, { scene: 1089 }]) {
      phone.hide();
      phone.show(options);
      expect(phone.text).toContain('同意并开通');
    }
    phone.tap('同意并开通');
    await phone.waitForText('开通成功');
    phone.hide();
    phone.show();
    expect(phone.text).toContain('开通成功');
    expect(asked(phone)).toEqual(['open', 'sign']);
  });

  test('says nothing of the old session when its answer comes late', async () => {
    const [first, second] = [await preSign(), await preSign()];
    let answer: (() => void) | undefined;
    const slow = createServer((_request, response) => {
      answer = () => response.writeHead(404).end('{"error":{"code":"unknown"}}');
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    try {
      const phone = phoneOf();
      lead(phone, `http://127.0.0.1:${(slow.address() as AddressInfo).port}`);
      phone.coldStart(fromMerchant(first.id));
      const answerLate = await phone.waitFor(() => answer);
      phone.hide();
      lead(phone);
      phone.show(fromMerchant(second.id));
      await phone.waitForText('同意并开通');
      answerLate();
      await phone.waitFor(() => phone.log.named('request')[0]?.result);
      phone.tap('同意并开通');
      await phone.waitForText('开通成功');
      expect(await stateOf(second.code)).toMatchObject({ state: 'signed' });
    } finally {
      slow.closeAllConnections();
      slow.close();
    }
  });
});

test('two taps do one thing', async () => {
  const { id } = await preSign();
  const phone = phoneOf();
  phone.coldStart(fromMerchant(id));
  await phone.waitForText('同意并开通');
  const decline = phone.find('暂不开通');
  phone.doubleTap('同意并开通');
  phone.tap(decline);
  await phone.waitForText('开通成功');
  phone.doubleTap('完成');
  await phone.waitFor(() => phone.state === 'background');
  expect(asked(phone)).toEqual(['open', 'sign']);
  expect(phone.log.named('navigateBackMiniProgram')).toHaveLength(1);

  const other = await preSign();
  phone.show(fromMerchant(other.id));
  await phone.waitForText('暂不开通');
  phone.doubleTap('暂不开通');
  await phone.waitFor(() => phone.state === 'background');
  expect(asked(phone).slice(2)).toEqual(['open', 'abandon']);
  expect(phone.log.named('navigateBackMiniProgram')).toHaveLength(2);
});
