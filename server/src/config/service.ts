import type { Config, Merchant } from './config';
import { text } from './problems';
import type { Variables } from './variables';

/** Where the service API listens, and who may use it; undefined when it is off. */
export function readService(variables: Variables, merchants: Merchant[]): Config['service'] {
  const port = variables.get('SERVICE_PORT');
  const host = variables.get('SERVICE_HOST');
  const keys = variables.get('SERVICE_API_KEYS');
  if (variables.isSet('SERVICE_PORT') !== variables.isSet('SERVICE_API_KEYS')) {
    const [set, missing] = variables.isSet('SERVICE_PORT')
      ? ['SERVICE_PORT', 'SERVICE_API_KEYS']
      : ['SERVICE_API_KEYS', 'SERVICE_PORT'];
    return variables.report(
      missing!,
      text(`没有设置，而设置了 ${set}。`, `It is not set, and ${set} is.`),
      text(
        '服务接口要两个都设置才打开；不用就都去掉。',
        'The service API needs both; without it, remove both.',
      ),
    );
  }
  if (port === undefined || keys === undefined) return undefined;
  if (port === variables.get('METRICS_PORT'))
    return variables.report(
      'SERVICE_PORT',
      text('与 METRICS_PORT 相同。', 'It is the same as METRICS_PORT.'),
      text('请换一个端口，例如 9465。', 'Choose another port, such as 9465.'),
    );
  const ours = new Set(merchants.map(({ subMchid }) => subMchid));
  const strange = keys.flatMap(({ subMchids = [] }) => subMchids).filter((subMchid) => !ours.has(subMchid));
  if (merchants.length > 0 && strange.length > 0) {
    return variables.report(
      'SERVICE_API_KEYS',
      text(`没有配置子商户 ${strange.join('、')}。`, `No sub-merchant ${strange.join(', ')} is configured.`),
      text('请核对密钥后面的子商户号。', 'Check the sub-merchants after the keys.'),
    );
  }
  return { port, host, keys };
}
