import type { Language } from '@contract-kit/shared/client';

/** What the user agrees to, with whom, for what. */
export interface Agreement {
  merchantName: string;
  serviceName: string;
  terms: string[];
}

/*
 * 商户请改成自己的名称、服务与条款。Merchants put their own words here.
 */
export const agreement: Record<Language, Agreement> = {
  'zh-CN': {
    merchantName: '示例商户',
    serviceName: '示例服务',
    terms: ['在本商家下单时，付款无需输入密码', '每次扣款微信支付都会通知您', '您可以随时在这里或微信中解约'],
  },
  en: {
    merchantName: 'Example Merchant',
    serviceName: 'Example Service',
    terms: [
      'you pay for orders here without entering your password',
      'WeChat Pay tells you of every payment',
      'you can end this at any time, here or in WeChat',
    ],
  },
};
