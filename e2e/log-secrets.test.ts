import { send, useKit } from './kit';

const given = useKit();

describe('the log', () => {
  it('holds no secret, token, openid or session id, whatever went wrong', async () => {
    const { kit } = given;
    const loginCode = await kit.control.code('somebody');
    const { token } = (await kit.client().login(loginCode)).body;
    await kit.client().login(loginCode);
    const user = kit.client(token);
    const created = await user.create();
    const { outContractCode, launch } = created.body;
    const sessionId = launch!.extraData.pre_entrustweb_id!;
    const [preSign] = (await kit.control.requests()).filter(
      ({ body }) => body?.out_contract_code === outContractCode,
    );
    const openid = String(preSign!.body!.sub_openid);

    await user.launch(outContractCode, {
      outcome: 'failed',
      errMsg: `navigateToMiniProgram:fail {"pre_entrustweb_id":"${sessionId}"} ?openid=${openid} Bearer ${token}`,
    });
    await user.return(outContractCode, {
      scene: 1038,
      extraData: { return_msg: `?token=${token}&openid=${openid}` },
    });
    await kit.client(`${token.slice(1)}x`).contracts();
    await send(`${kit.url}/api/signings/current?token=${token}&openid=${openid}`, 'GET', {
      authorization: `Bearer ${token}`,
    });
    await kit.control.faults([
      {
        operation: 'preEntrustSign',
        kind: 'http',
        status: 400,
        code: 'PARAM_ERROR',
        message: `openid ${openid} 与 ${kit.env.WECHATPAY_APIV3_KEY} 不匹配`,
        times: 1,
      },
    ]);
    expect((await (await kit.login('somebody else')).create()).status).toBe(502);
    await kit.forge({ resource: await kit.report(outContractCode, { sub_openid: 'oSomebodyElse' }) });
    await kit.forge({ resource: { ...(await kit.report(outContractCode)), contract_state: 7 } });
    await kit.control.sign(outContractCode);
    await kit.event(outContractCode, 'signed');
    await user.create();
    await user.terminate(outContractCode);
    await kit.event(outContractCode, 'terminated');

    const secrets = {
      loginCode,
      token,
      sessionId,
      openid,
      loginAppSecret: kit.env.LOGIN_APP_SECRET!,
      apiV3Key: kit.env.WECHATPAY_APIV3_KEY!,
      privateKey: kit.env.WECHATPAY_MERCHANT_PRIVATE_KEY!.split('\n')[1]!,
    };
    const lines = kit.logs.map((line) => JSON.stringify(line));
    expect(lines.length).toBeGreaterThan(20);
    for (const [name, secret] of Object.entries(secrets)) {
      expect({ [name]: lines.filter((line) => line.includes(secret)) }).toEqual({ [name]: [] });
    }
    const names = await kit.redis.keys(`*${kit.prefix}*`);
    expect(names.filter((name) => Object.values(secrets).some((secret) => name.includes(secret)))).toEqual(
      [],
    );
  });
});
