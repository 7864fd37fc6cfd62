import type { Subject, World } from '../world/world';
import {
  createRequest,
  loginRequest,
  mustBe,
  notificationRequest,
  pollRequest,
  readLogin,
  readSigning,
  readStatus,
  type User,
} from './users';

/**
 * Makes sure that a subject does the work for which it is measured: whoever checks less would be faster.
 * @throws Error that says what it let pass
 */
export async function mustBeHonest(world: World, subject: Subject): Promise<void> {
  const { name } = subject;
  const ask = async (...requests: Parameters<Subject['send']>[0]) => subject.send(requests, 1);
  const user = async (code: string): Promise<User> => {
    const [login] = await ask(loginRequest(code));
    const token = readLogin(name, login!);
    const [created] = await ask(createRequest({ token }));
    return { code, openid: `o${code}`, token, outContractCode: readSigning(name, created!, 201) };
  };
  const one = await user('honest-1');
  const other = await user('honest-2');

  const [again] = await ask(createRequest(one));
  if (readSigning(name, again!, 200) !== one.outContractCode)
    throw new Error(`${name} gives a user a second live signing`);
  const [stranger] = await ask({
    ...pollRequest(one),
    headers: { authorization: `Bearer ${'x'.repeat(43)}` },
  });
  mustBe(name, 'a poll with a wrong token', stranger!, 401);
  const [foreign] = await ask({ ...pollRequest(one), headers: pollRequest(other).headers! });
  mustBe(name, "a poll of another's signing", foreign!, 404);

  const [signed, swapped] = await world.notifications([one, { ...other, openid: 'oSomebodyElse' }]);
  const forged = { ...signed!, body: signed!.body.replace('ENTRUST.SIGN', 'ENTRUST.SIGM') };
  const [altered] = await ask(notificationRequest(forged));
  mustBe(name, 'an altered notification', altered!, 401);
  const old = { ...signed!, headers: { ...signed!.headers, 'wechatpay-timestamp': '1700000000' } };
  const [stale] = await ask(notificationRequest(old));
  mustBe(name, 'an old notification', stale!, 401);
  const [mismatch] = await ask(notificationRequest(swapped!));
  if (mismatch!.status < 400 || mismatch!.status >= 500)
    throw new Error(`${name} takes a notification about somebody else: ${mismatch!.status}`);
  const [taken, polled] = await ask(notificationRequest(signed!), pollRequest(one));
  mustBe(name, 'a notification', taken!, 204);
  readStatus(name, polled!, one, 'signed');

  const many = await ask(...Array.from({ length: 61 }, () => pollRequest(other)));
  mustBe(name, 'one request too many', many.at(-1)!, 429);
}
