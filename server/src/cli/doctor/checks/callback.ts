import { type Text, text } from '../../../config';
import { isAboutTheirKey, shortly } from '../contact';
import type { Called } from '../context';
import { bad, type Check, ok, unknown, type Verdict } from '../finding';
import { isTlsFault, type Probe } from '../probe';

const ANSWER_WITHIN_MS = 5_000;

/** Whether WeChat Pay's own self-test reaches the notify URL. */
export const callback: Check = {
  id: 'callback',
  name: '通知地址',
  async look(context) {
    const called = await context.callBack();
    const { notifyUrl, port } = context.config!;
    const { outcome, probe } = called;
    if (outcome.kind === 'arrived') return arrived(called);
    if (outcome.kind === 'not asked')
      return unknown(
        text(
          '微信支付还不接受请求，不能请它发回显通知。',
          'WeChat Pay does not accept requests yet, so that it cannot be asked for its self-test.',
        ),
        text('先改好上面的 ✗。', 'Mend the ✗ above first.'),
      );
    if (outcome.kind === 'not sent') {
      const { kind, details } = outcome.error;
      const isReady = (await context.wechatPay()).client.isReady();
      if (isAboutTheirKey(outcome.error) || !isReady)
        return unknown(text('先改好“微信支付公钥”一项。', 'See to wechatpay-key first.'));
      const says = shortly(outcome.error);
      if (kind === 'refused' && details.field?.includes('notify_url'))
        return bad(
          text(
            `微信支付不接受 PUBLIC_URL 的通知地址（${says}）。`,
            `WeChat Pay refuses the notify URL of PUBLIC_URL (${says}).`,
          ),
          publicUrl,
        );
      return unknown(
        text(
          `微信支付没有答应发回显通知（${says}）。`,
          `WeChat Pay did not agree to its self-test (${says}).`,
        ),
        text('稍后再运行：npm run doctor -- --only callback', 'Later: npm run doctor -- --only callback'),
      );
    }
    if (outcome.kind === 'refused' && outcome.reason === 'ciphertext')
      return unknown(
        text(
          '通知到了，APIv3 密钥解不开它，见那一项。',
          'It arrived, and the APIv3 key does not open it: see apiv3-key.',
        ),
      );
    return missing(probe, called, { notifyUrl, port });
  },
};

function arrived({ probe, listened }: Called): Verdict {
  if (probe.who === 'nobody' && 'code' in probe && isTlsFault(probe.code))
    return unknown(
      text(
        `微信支付的回显通知到了，但从本机看 https 证书有问题（${probe.code}）。`,
        `WeChat Pay's self-test arrived, but from here the https certificate does not hold (${probe.code}).`,
      ),
      wholeChain,
    );
  if (probe.who === 'us' && !probe.isUnchanged) return changed;
  if (probe.who === 'us' && probe.ms > ANSWER_WITHIN_MS) return slow(probe.ms);
  const by = listened
    ? text('后端没有运行，由 doctor 在 PORT 上代收', 'taken by the doctor on PORT, as no server runs')
    : text('后端收下了', 'taken by the server');
  const untouched = probe.who === 'us' ? text('，请求体没有被改动', ', its body unchanged') : text('', '');
  return ok(
    `微信支付的回显通知到了，验签通过，也解得开：${by['zh-CN']}${untouched['zh-CN']}。`,
    `WeChat Pay's self-test arrived, verified and opened: ${by.en}${untouched.en}.`,
  );
}

function missing(
  probe: Probe,
  called: Called,
  { notifyUrl, port }: { notifyUrl: string; port: number },
): Verdict {
  if (probe.who === 'us') {
    if (!probe.isUnchanged) return changed;
    if (probe.ms > ANSWER_WITHIN_MS) return slow(probe.ms);
    return bad(
      text(
        '从本机到得了，微信支付的回显通知却没有到。',
        "It can be reached from here, but WeChat Pay's self-test did not arrive.",
      ),
      text(
        '请看防火墙和 WAF 是否放行微信支付的来源地址（.env.example 里有），域名在公网是否解析到这里；再看后端日志里有没有被拒绝的通知。',
        'Have firewalls and WAFs let in the addresses of WeChat Pay that .env.example lists, see that the domain leads here on the internet, and look for refused notifications in the log of the server.',
      ),
    );
  }
  if (probe.who === 'another of ours')
    return called.redis
      ? bad(
          text(
            '那里的后端用的是另一个 Redis，或另一个 REDIS_PREFIX。',
            'The server there works with another Redis, or another REDIS_PREFIX.',
          ),
          text(
            '让它和这里用同样的 REDIS_URL 和 REDIS_PREFIX，或改 PUBLIC_URL。',
            'Give it the REDIS_URL and REDIS_PREFIX of here, or mend PUBLIC_URL.',
          ),
        )
      : unknown(
          text(
            '那里有本套件的后端，但 Redis 用不了，认不出是不是这一套。',
            'A server of this kit is there, but without Redis it cannot be known.',
          ),
          text('先改好 Redis。', 'See to Redis first.'),
        );
  if (probe.who === 'another') return another(probe);
  if ('code' in probe && isTlsFault(probe.code))
    return bad(
      text(
        `PUBLIC_URL 的 https 证书有问题（${probe.code}）。`,
        `The https certificate of PUBLIC_URL does not hold (${probe.code}).`,
      ),
      wholeChain,
    );
  if ('code' in probe && probe.code === 'ENOTFOUND')
    return bad(
      text(
        '没有 PUBLIC_URL 里的域名（ENOTFOUND）。',
        'There is no such domain as that of PUBLIC_URL (ENOTFOUND).',
      ),
      publicUrl,
    );
  const { host } = new URL(notifyUrl);
  if (!called.listened)
    return bad(
      text(
        `PORT ${port} 上有程序在运行，${host} 却没有人应答（${detailOf(probe)}），微信支付的回显通知也没有到。`,
        `Something runs on PORT ${port}, but nobody answers at ${host} (${detailOf(probe)}), and WeChat Pay's self-test did not arrive.`,
      ),
      text(
        `核对 PUBLIC_URL，以及它前面的代理是否在运行、转发到 PORT ${port}。`,
        `Check PUBLIC_URL, and that the proxy before it runs and leads to PORT ${port}.`,
      ),
    );
  return unknown(
    text(`${host} 没有人应答（${detailOf(probe)}）。`, `Nobody answers at ${host} (${detailOf(probe)}).`),
    text(
      `启动后端（PORT ${port}）和它前面的代理，再运行：npm run doctor -- --only callback`,
      `Start the server (PORT ${port}) and the proxy before it, then: npm run doctor -- --only callback`,
    ),
  );
}

function another({ status, server }: Extract<Probe, { who: 'another' }>): Verdict {
  const who = server ? `HTTP ${status}, ${server}` : `HTTP ${status}`;
  if (status >= 300 && status < 400)
    return bad(
      text(`PUBLIC_URL 把请求转到了别处（${who}）。`, `PUBLIC_URL redirects elsewhere (${who}).`),
      text(
        '微信支付不跟随跳转：填最终的地址，通知地址也不要经过登录。',
        'Give the address where it leads, with no login before it: WeChat Pay follows none.',
      ),
    );
  if (status === 401 || status === 403)
    return bad(
      text(
        `PUBLIC_URL 前面有登录或 WAF（${who}）。`,
        `There is a login or a WAF before PUBLIC_URL (${who}).`,
      ),
      text('让 /notifications 下的请求直接通过。', 'Let requests below /notifications pass.'),
    );
  return bad(
    text(
      `PUBLIC_URL 那里应答的不是本套件的后端（${who}）。`,
      `What answers at PUBLIC_URL is not a server of this kit (${who}).`,
    ),
    text(
      '请让代理把 /api 和 /notifications 转给它（路径不改），或改 PUBLIC_URL；刚改过 PUBLIC_URL 的，先重启后端；那里的后端是旧版本时先更新。',
      'Have the proxy pass /api and /notifications on to it, paths as they are, or mend PUBLIC_URL; start a server again that has run since before PUBLIC_URL was changed; update one of an earlier version.',
    ),
  );
}

const detailOf = (probe: Extract<Probe, { who: 'nobody' }>) =>
  'code' in probe ? probe.code : `HTTP ${probe.status}`;

const publicUrl: Text = text(
  '请填微信支付能从公网访问的 https 地址。',
  'Give the https address that WeChat Pay reaches from the internet.',
);

const wholeChain: Text = text(
  '请在代理上装完整的证书链（fullchain），证书要有效，并发给这个域名。',
  'Install the whole chain of certificates (fullchain) on the proxy, in date and for this domain.',
);

const changed: Verdict = bad(
  text(
    '请求体在路上被改了，验签一定失败。',
    'The body of a request is changed on its way: no signature can hold.',
  ),
  text('让代理、WAF 原样转发请求体，不要解析后重写。', 'Have proxies and WAFs pass bodies on as they are.'),
);

const slow = (ms: number): Verdict =>
  bad(
    text(
      `应答用了 ${(ms / 1000).toFixed(1)} 秒，微信支付只等 5 秒。`,
      `An answer takes ${(ms / 1000).toFixed(1)} s; WeChat Pay waits 5.`,
    ),
    text('请看后端、Redis 和代理为什么慢。', 'See why the server, Redis or the proxy is slow.'),
  );
