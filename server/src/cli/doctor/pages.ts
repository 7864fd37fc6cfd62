import { text } from '../../config';

/** WeChat Pay's and WeChat's own pages, by the words of their menus. */
export const pages = {
  certificate: text(
    'pay.weixin.qq.com，账户中心，API安全，商户API证书',
    'pay.weixin.qq.com: 账户中心, API安全, 商户API证书',
  ),
  apiV3Key: text(
    'pay.weixin.qq.com，账户中心，API安全，APIv3密钥',
    'pay.weixin.qq.com: 账户中心, API安全, APIv3密钥',
  ),
  publicKey: text(
    'pay.weixin.qq.com，账户中心，API安全，微信支付公钥',
    'pay.weixin.qq.com: 账户中心, API安全, 微信支付公钥',
  ),
  merchantNumber: text('pay.weixin.qq.com，账户中心', 'pay.weixin.qq.com: 账户中心'),
  app: text('mp.weixin.qq.com，开发管理', 'mp.weixin.qq.com: 开发管理'),
};
