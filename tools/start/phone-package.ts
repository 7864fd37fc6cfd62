import { dim, green, say } from '../bootstrap/terminal.mjs';
import { inWords, type PhonePart, type ShownPackage } from '../processes/phone';
import { devOutput, watchDevBuild } from '../weapp/dev-build';
import { ensureWeapp } from '../weapp/package';
import { placeholderUrl } from '../weapp/settings';
import { startProgress } from './progress';

/** The package that would be uploaded, built with the seconds counted if it has to be. */
export async function productionPackage(): Promise<ShownPackage> {
  let end = () => {};
  const show = (zh: string, en: string) => {
    end();
    end = startProgress(zh, en);
  };
  try {
    return await ensureProduction({
      onBuild: () => show('正在构建小程序（源码有变化，约 10 秒）', 'building the mini-program'),
      onWait: () => show('另一个命令正在构建小程序，请稍候', 'another command builds the mini-program'),
    });
  } finally {
    end();
  }
}

async function ensureProduction(options: Parameters<typeof ensureWeapp>[0]) {
  return {
    folder: await ensureWeapp(options),
    mode: 'production' as const,
    origin: placeholderUrl,
  };
}

/**
 * While `npm run dev:weapp` runs, the phone shows what that builds; afterwards again what would be uploaded.
 * @returns ends it
 */
export function followDevBuild(phone: PhonePart): () => void {
  // Counts what happens, so that a build that took its time can tell that it is late.
  let latest = 0;
  let shows: ShownPackage['mode'] = 'production';

  const tell = (zh: string, en: string) =>
    say(`${dim(new Date().toTimeString().slice(0, 8))} ${green('✓')} ${zh} ${dim(en)}`);

  async function showProduction() {
    const mine = latest;
    try {
      const shown = await ensureProduction({ onBuild: () => {} });
      if (mine !== latest) return;
      phone.showPackage(shown);
      if (shows === 'development')
        tell('手机显示的又是正式构建', 'the phone shows the production build again');
      shows = 'production';
    } catch (error) {
      if (mine === latest) phone.showBuildError(inWords(error));
    }
  }

  return watchDevBuild((build) => {
    latest += 1;
    if (!build) {
      void showProduction();
    } else if (build.state === 'failed') {
      phone.showBuildError(build.error ?? '');
    } else if (build.state === 'built') {
      const { origin } = new URL(build.serverUrl);
      phone.showPackage({ folder: devOutput, mode: 'development', origin });
      if (shows === 'production') tell('手机显示 dev:weapp 的构建', 'the phone shows what dev:weapp builds');
      shows = 'development';
    }
  });
}
