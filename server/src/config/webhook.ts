import type { Config } from './config';
import { text } from './problems';
import type { Variables } from './variables';
import { isInsecure } from './webhook-checks';

/** Where the merchant's events go, if not to the functions of `server/merchant`. */
export function readEvents(variables: Variables): Pick<Config, 'webhook' | 'merchantEvents'> {
  const url = variables.get('MERCHANT_WEBHOOK_URL');
  const secrets = variables.get('MERCHANT_WEBHOOK_SECRET');
  const mayBeInsecure = variables.get('MERCHANT_WEBHOOK_INSECURE') === 'true';
  const merchantEvents = variables.get('MERCHANT_EVENTS');
  reportHalves(variables);
  if (url && isInsecure(url)) seeToInsecure(variables, mayBeInsecure);
  if (merchantEvents && variables.isSet('MERCHANT_WEBHOOK_URL')) {
    variables.report(
      'MERCHANT_EVENTS',
      text(
        '设置了 MERCHANT_WEBHOOK_URL，它却说不要事件。',
        'MERCHANT_WEBHOOK_URL is set, and this says that no events are wanted.',
      ),
      text('只保留一个。', 'Keep one of them.'),
    );
  }
  return {
    ...(url && secrets && { webhook: { url: url.href, secrets } }),
    ...(merchantEvents && { merchantEvents }),
  };
}

function reportHalves(variables: Variables): void {
  const [url, secret] = ['MERCHANT_WEBHOOK_URL', 'MERCHANT_WEBHOOK_SECRET'] as const;
  for (const [name, other] of [
    [url, secret],
    [secret, url],
  ] as const) {
    if (!variables.isSet(name) || variables.isSet(other)) continue;
    variables.report(
      other,
      text(`设置了 ${name}，却没有设置 ${other}。`, `${name} is set, but ${other} is not.`),
      text(
        '两项一起设置，或都不设置：没有签名的事件，谁都能伪造。',
        'Set both, or neither: events without a signature could be from anybody.',
      ),
    );
  }
}

function seeToInsecure(variables: Variables, isAllowed: boolean): void {
  const problem = text(
    '用的是 http：事件里的 openid 和协议号在路上谁都能读到。',
    'It is http: openids and contract ids can be read on their way by anybody.',
  );
  if (isAllowed) {
    variables.warn(
      'MERCHANT_WEBHOOK_URL',
      problem,
      text(
        '这是 MERCHANT_WEBHOOK_INSECURE=true 允许的；只在你自己的内网里这样用。',
        'MERCHANT_WEBHOOK_INSECURE=true allows it: only for a network of your own.',
      ),
    );
  } else {
    variables.report(
      'MERCHANT_WEBHOOK_URL',
      problem,
      text(
        '改用 https；接收方在本机时可以用 http；在你自己的内网里，设置 MERCHANT_WEBHOOK_INSECURE=true 后也可以。',
        'Use https; http will do on this machine, and in a network of your own with MERCHANT_WEBHOOK_INSECURE=true.',
      ),
    );
  }
}
