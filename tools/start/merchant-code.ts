import { dim, green, red, say, yellow } from '../bootstrap/terminal.mjs';
import type { MerchantServer } from '../processes/merchant-server';
import type { PhonePart } from '../processes/phone';
import { type CodeNews, MerchantCode } from '../workbench/merchant-code';

/**
 * The merchant's code, to be exchanged while the server runs; undefined in production, where the server is what `npm run server` runs, and tells
 * nothing of itself.
 */
export async function liveCode(env: NodeJS.ProcessEnv): Promise<MerchantCode | undefined> {
  if (env.NODE_ENV === 'production') {
    say(
      'NODE_ENV=production：时间线没有后端的记录，改 server/merchant 要重新启动。',
      'NODE_ENV=production: the server tells the timeline nothing, and server/merchant is read at the start only.',
    );
    return undefined;
  }
  const code = new MerchantCode();
  await code.first();
  return code;
}

interface Followed {
  code: MerchantCode | undefined;
  server: MerchantServer;
  phone?: PhonePart;
}

/** At each change of `server/merchant` the server runs the new code, if it can be run; the terminal and the page hear what came of it. */
export async function followMerchantCode({ code, server, phone }: Followed): Promise<void> {
  await code?.watch(
    (file) => server.load(file),
    (news) => {
      phone?.merchantCode(news);
      tell(news);
    },
  );
}

function tell(news: CodeNews) {
  const time = dim(new Date().toTimeString().slice(0, 8));
  if (news.is === 'loaded')
    say(
      `${time} ${green('✓')} server/merchant 已重新载入 ${dim('the new code runs from the next event on')}`,
    );
  else if (news.is === 'broken')
    say(
      `${time} ${red('✗')} server/merchant ${news.why === 'build' ? '无法编译' : '载入时出错'}，仍在运行之前的代码 ${dim('the code of before runs on')}\n${news.text}`,
    );
  else if (news.text !== '')
    say(
      `${time} ${yellow('!')} server/merchant 有类型错误，新代码照常运行 ${dim('type errors; the new code runs')}\n${news.text}`,
    );
}
