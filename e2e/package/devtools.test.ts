import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Phone, readPackage } from '@contract-kit/phone/runtime/node';
import { ensureWeapp } from '../../tools/weapp/package';
import { writePrivateConfig } from '../../tools/weapp/project';
import { placeholderUrl } from '../../tools/weapp/settings';
import { startKit } from '../kit';
import { merchantAppId } from '../kit/phone';
import { answer, answered, callsTo, returnsTold, t } from './kit';

/** A way in which DevTools can start the app, as its developer chooses one from a list. */
interface CompileMode {
  name: string;
  pathName: string;
  scene: number;
  referrerInfo: { appId: string; extraData?: unknown };
}

function compileModes(): CompileMode[] {
  const folder = mkdtempSync(join(tmpdir(), 'contract-kit-devtools-'));
  try {
    writePrivateConfig(folder);
    const config = JSON.parse(readFileSync(join(folder, 'project.private.config.json'), 'utf8'));
    return config.condition.miniprogram.list;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** WeChat DevTools, beside `npm start`: it never really jumps, and no code of `wx.login` is the simulator's. */
async function openDevTools(url: string): Promise<Phone> {
  return new Phone({
    package: readPackage(await ensureWeapp()),
    appId: merchantAppId,
    origins: { [placeholderUrl]: url },
    login: async () => ({ code: randomBytes(16).toString('hex') }),
    jump: () => ({ hides: false }),
  });
}

it.each(compileModes())('finishes a signing in DevTools with the compile mode $name', async (mode) => {
  const kit = await startKit({ simulator: { foreignCodes: true } });
  const phone = await openDevTools(kit.url);
  try {
    phone.coldStart();
    await phone.waitForText(t.openNote);
    phone.tap(t.open);
    await answer(phone, true);
    await phone.waitFor(() => answered(phone, '/launch').length > 0);
    const { outContractCode } = (await kit.control.contracts())[0]!;
    await kit.control.sign(outContractCode);

    const { pathName: path, scene, referrerInfo } = mode;
    phone.coldStart({ path, scene, referrerInfo });
    await phone.waitForText(t.signedNote);
    expect(answered(phone, '/login').length).toBe(2);
    expect(returnsTold(phone)).toEqual([
      expect.objectContaining({
        scene,
        ...(referrerInfo.extraData !== undefined && { extraData: referrerInfo.extraData }),
      }),
    ]);
    expect(callsTo(phone, '/return')[0]!.path).toContain(outContractCode);
    expect((await kit.control.contracts()).length).toBe(1);
  } finally {
    phone.close();
    await kit.close();
  }
});
