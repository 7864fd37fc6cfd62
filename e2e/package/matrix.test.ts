import { answered, polls, returnsTold, t, type User, usePackage } from './kit';
import { type WayBack, waysBack } from './ways-back';

const given = usePackage();
const { user } = given;
const seq = 1;

/** From the button to the signing mini-program, where something is done, and back. */
async function goThere(person: User, does: 'sign' | 'abandon' | 'fail', { comeBack }: WayBack) {
  await person.open();
  const { outContractCode, preEntrustwebId } = await person.jump();
  expect(person.phone.state).toBe('suspended');
  await person.inSigningApp(preEntrustwebId, does);
  comeBack(person.phone);
  return outContractCode;
}

/** What a server hears of a return: what was posted, and its own log of what it kept. */
async function expectTold(outContractCode: string, { phone }: User, expected: WayBack['told'][]) {
  await phone.waitFor(() => answered(phone, '/return').length >= expected.length);
  await phone.waitFor(() => returnsTold(phone).length === expected.length);
  expect(returnsTold(phone)).toEqual(expected.map((told) => ({ ...told, seq })));
  const heard = given.kit.logs.filter(
    (line) => line.event === 'return' && line.outContractCode === outContractCode,
  );
  expect(heard.map(({ hint }) => hint !== undefined)).toEqual(expected.map(({ extraData }) => !!extraData));
}

it.concurrent.each(Object.entries(waysBack))(
  'signed, back with %s: says so because WeChat Pay does',
  async (_name, way) => {
    const person = await user();
    const { phone, server } = person;
    const outContractCode = await goThere(person, 'sign', way);

    await phone.waitForText(t.signedNote);
    expect(phone.text).toContain(t.signed);
    expect(phone.find(t.done).attributes.disabled).toBeFalsy();
    const event = await given.kit.event(outContractCode, 'signed');
    const stored = (await server.get(outContractCode)).body;
    expect(stored).toMatchObject({ status: 'signed', seq: 0, contractId: event.contractId });
    expect(stored.signedAt).toBe(event.occurredAt);
    expect(person.merchantWasTold(outContractCode)).toEqual(['signed']);
    // Once it is signed there is nothing more to tell of.
    way.again?.show(phone);
    await expectTold(outContractCode, person, [way.told]);
    expect(phone.text).toContain(t.signedNote);
  },
);

const endings = [
  ['left without signing', 'abandon'],
  ['signing failed', 'fail'],
] as const;
const notSigned = endings.flatMap(([ending, does]) =>
  Object.entries(waysBack).map(([name, way]) => [ending, name, does, way] as const),
);

it.concurrent.each(notSigned)(
  '%s, back with %s: checks, and says not yet when the server does, after SUCCESS once that can be believed',
  async (_ending, _name, does, way) => {
    const person = await user();
    const { phone, server } = person;
    const outContractCode = await goThere(person, does, way);

    await phone.waitForText(t.confirmingNote);
    expect(phone.text).toContain(t.confirming);
    await phone.waitFor(() => polls(phone).length > 0);
    way.again?.show(phone);
    await expectTold(outContractCode, person, [way.told, ...(way.again ? [way.again.told] : [])]);
    const returnedAt = answered(phone, '/return').at(-1)!.at;
    const stored = await person.serverSays('not_signed');
    expect(stored.seq).toBe(seq);
    await phone.waitFor(() => polls(phone).some(({ errMsg }) => errMsg === 'request:ok'));

    if (way.told.extraData?.return_code === 'SUCCESS') {
      await phone.advance(returnedAt + 59_000 - phone.clock.now());
      expect(phone.text).toContain(t.confirmingNote);
      await phone.advance(3_000);
    }
    await phone.waitForText(t.notSignedNote);
    expect(phone.find(t.open).attributes.disabled).toBeFalsy();
    expect(person.merchantWasTold(outContractCode)).toEqual([]);
    expect((await server.contracts()).body.contracts).toEqual([]);
  },
);
