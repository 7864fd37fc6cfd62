import { isIP } from 'node:net';
import { text } from './problems';
import type { Check } from './variable';

export const NOTIFY_PATH = '/notifications/wechatpay';
/** Beside it: where `npm run doctor` asks who answers there. */
export const SELF_TEST_PATH = '/notifications/self-test';

/** Names that never lead there from the internet: RFC 2606, 6761, 6762, 8375, ICANN's `internal`, and what routers use. */
const NOT_PUBLIC = /\.(localhost|local|internal|home\.arpa|lan|test|invalid|example)$/;

/** Of `notify_url`, in bytes. */
const NOTIFY_URL_MAX = 256;

/** Whether a URL's host is this machine itself. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** The origin of an API host: https, unless it is on this machine. */
export const baseUrl: Check<string> = (value) => {
  const url = parseUrl(value);
  const fix = text(
    '请填源地址，例如 https://api.mch.weixin.qq.com，不带路径和参数。',
    'Give an origin such as https://api.mch.weixin.qq.com, without a path or parameters.',
  );
  if (!url) return { problem: text('不是有效的网址。', 'It is not a valid URL.'), fix };
  if (url.pathname !== '/' || hasExtras(value, url)) {
    return { problem: text('网址里有多余的部分。', 'The URL has more than an origin.'), fix };
  }
  if (url.protocol !== 'https:' && !isLoopback(url.origin)) {
    return { problem: text('除本机外必须使用 https。', 'It must be https, except on this machine.'), fix };
  }
  return { value: url.origin };
};

/** `PUBLIC_URL` as the notify URL made from it. The real WeChat Pay has to reach it. */
export const notifyUrl: Check<string> = (value, { real }) => {
  const url = parseUrl(value);
  const fix = real
    ? text(
        '请填微信支付能从公网访问的地址，例如 https://pay.example.com 或 https://example.com/pay，不带参数。',
        'Give the address that WeChat Pay reaches from the internet, such as https://pay.example.com or https://example.com/pay, without parameters.',
      )
    : text(
        '配合模拟器时请填本机的地址，例如 http://127.0.0.1:3000 或 http://127.0.0.1:3000/pay，不带参数；上线时是 https 的公网域名。',
        'Beside the simulator give the address on this machine, such as http://127.0.0.1:3000 or http://127.0.0.1:3000/pay, without parameters; in production it is an https domain.',
      );
  if (!url) return { problem: text('不是有效的网址。', 'It is not a valid URL.'), fix };
  if (hasExtras(value, url)) {
    return {
      problem: text(
        '网址里不能有参数、# 片段或账号密码。',
        'It must have no query, fragment or credentials.',
      ),
      fix,
    };
  }
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (real && isIP(host) !== 0) {
    return { problem: text('不能是 IP 地址。', 'It must not be an IP address.'), fix };
  }
  if (real && (!host.includes('.') || NOT_PUBLIC.test(host))) {
    return {
      problem: text(
        '不是公网域名，微信支付访问不到。',
        'It is no public domain: WeChat Pay cannot reach it.',
      ),
      fix,
    };
  }
  if (url.protocol !== 'https:' && (real || !isLoopback(url.origin))) {
    return { problem: text('必须使用 https。', 'It must be https.'), fix };
  }
  const path = url.pathname.replace(/\/+$/, '');
  if (path.endsWith(NOTIFY_PATH)) {
    return {
      problem: text(`不要写 ${NOTIFY_PATH}，它会自动加上。`, `Leave ${NOTIFY_PATH} off: it is added.`),
      fix,
    };
  }
  const notify = `${url.origin}${path}${NOTIFY_PATH}`;
  if (Buffer.byteLength(notify) > NOTIFY_URL_MAX) {
    return {
      problem: text(
        `加上 ${NOTIFY_PATH} 后超过 ${NOTIFY_URL_MAX} 字节。`,
        `With ${NOTIFY_PATH} it is over ${NOTIFY_URL_MAX} bytes.`,
      ),
      fix,
    };
  }
  return { value: notify };
};

function parseUrl(value: string): URL | undefined {
  if (/[\s\\]/.test(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}

const hasExtras = (value: string, url: URL) =>
  /[?#]/.test(value) || url.username !== '' || url.password !== '';
