import { text } from './problems';
import { isLoopback } from './urls';
import type { Check } from './variable';

/** Of a secret, in bytes: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const SECRET_BYTES = { min: 24, max: 64 };
/** One that is in use, and one that takes its place or did before. */
const MOST_SECRETS = 2;

/** `MERCHANT_WEBHOOK_URL`. Whether http will do is for whoever knows of `MERCHANT_WEBHOOK_INSECURE`. */
export const webhookUrl: Check<URL> = (value) => {
  const fix = text(
    '请填你的系统接收事件的地址，例如 https://shop.example.com/contract-events。',
    'Give the address at which your system takes events, such as https://shop.example.com/contract-events.',
  );
  const url = /[\s\\]/.test(value) || !URL.canParse(value) ? undefined : new URL(value);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    return { problem: text('不是有效的网址。', 'It is not a valid URL.'), fix };
  }
  if (url.username !== '' || url.password !== '') {
    return {
      problem: text(
        '网址里不能有账号密码：事件靠签名验证。',
        'It must have no credentials: events are known by their signature.',
      ),
      fix,
    };
  }
  if (value.includes('#')) {
    return { problem: text('网址里不能有 # 片段。', 'It must have no fragment.'), fix };
  }
  return { value: url };
};

/** Whether what goes there can be read on its way by others. */
export const isInsecure = ({ protocol, origin }: URL) => protocol !== 'https:' && !isLoopback(origin);

/** `MERCHANT_WEBHOOK_SECRET`: one or two, as keys. */
export const webhookSecrets: Check<Buffer[]> = (value) => {
  const written = value.split(',').map((secret) => secret.trim());
  const problem = secretsProblem(written);
  if (!problem) return { value: written.map(keyOf) };
  return {
    problem,
    fix: text(
      "用这条命令生成一个，连同 whsec_ 一起填；更换时新旧两个用逗号隔开：node -p \"'whsec_'+crypto.randomBytes(32).toString('base64')\"",
      'Make one with the command above and give it with its whsec_; while it is changed, the new and the old one, separated by a comma.',
    ),
  };
};

function secretsProblem(secrets: string[]) {
  if (secrets.some((secret) => !secret.startsWith('whsec_'))) {
    return text('密钥要以 whsec_ 开头。', 'A secret begins with whsec_.');
  }
  if (secrets.some((secret) => `whsec_${keyOf(secret).toString('base64')}` !== secret)) {
    return text('whsec_ 后面不是完整的 base64。', 'What follows whsec_ is not base64, or not all of it.');
  }
  const { min, max } = SECRET_BYTES;
  const lengths = secrets.map((secret) => keyOf(secret).length);
  const wrong = lengths.find((length) => length < min || length > max);
  if (wrong !== undefined) {
    return text(
      `密钥应有 ${min} 到 ${max} 字节，有一个是 ${wrong} 字节。`,
      `A secret has ${min} to ${max} bytes; one has ${wrong}.`,
    );
  }
  if (secrets.length > MOST_SECRETS) {
    return text(`最多 ${MOST_SECRETS} 个密钥。`, `There are ${MOST_SECRETS} secrets at most.`);
  }
  if (new Set(secrets).size < secrets.length) {
    return text('两个密钥是一样的。', 'The two secrets are the same.');
  }
}

const keyOf = (secret: string) => Buffer.from(secret.slice('whsec_'.length), 'base64');
