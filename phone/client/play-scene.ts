import type { Phone } from './phone';
import type { Step } from './scenes';

const patienceMs = 30_000;
const lookEveryMs = 50;

/** Does the steps one after the other, each as soon as it can be done. Rejects when one cannot be done in 30 s. */
export async function playScene(phone: Phone, steps: readonly Step[]): Promise<void> {
  for (const step of steps) await play(phone, step);
}

async function play(phone: Phone, step: Step): Promise<void> {
  const [merchant, signing] = phone.getState().installed;
  switch (step.do) {
    case 'tap': {
      await until(step, async () => (await phone.buttons()) > step.button);
      // Once: an answer that comes late is no reason to tap again.
      void phone.buttons(step.button);
      return;
    }
    case 'answer':
      await until(step, () => phone.getState().dialog);
      phone.answer(step.given);
      return;
    case 'open':
      phone.kill(merchant!.appId);
      phone.open(merchant!.appId);
      return;
    case 'home':
      phone.home();
      return;
    case 'offline':
      phone.setOnline(false);
      return;
    case 'terminate':
      phone.terminate(await until(step, () => signedCode(phone)));
      return;
    case 'trouble':
      phone.setTroubles(step.change);
      await until(step, () => phone.getState().troubles.platform === step.change.platform);
      return;
    case 'await':
      if ('app' in step) {
        const { appId } = step.app === 'merchant' ? merchant! : signing!;
        await until(
          step,
          async () => phone.getState().foreground?.appId === appId && (await phone.buttons()) > 0,
        );
      } else await until(step, () => phone.getState().timeline.some((entry) => isFact(entry, step.status)));
  }
}

type Entry = ReturnType<Phone['getState']>['timeline'][number];

function isFact(entry: Entry, status: string): boolean {
  return entry.kind === 'fact' && entry.status === status;
}

function signedCode(phone: Phone): string | undefined {
  return phone.getState().timeline.findLast((entry) => isFact(entry, 'signed'))?.outContractCode;
}

async function until<Value>(
  step: Step,
  look: () => Value | Promise<Value>,
): Promise<NonNullable<Awaited<Value>>> {
  for (const end = Date.now() + patienceMs; Date.now() < end; ) {
    // A page that has gone meanwhile answers nothing.
    const gone = new Promise<undefined>((resolve) => setTimeout(resolve, 1_000));
    const value = await Promise.race([look(), gone]);
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  throw new Error(`this could not be done: ${JSON.stringify(step)}`);
}
