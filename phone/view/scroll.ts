/**
 * `wx.pageScrollTo` {scrollTop?, selector?, offsetTop?, duration?}; lengths in logical pixels.
 * https://developers.weixin.qq.com/miniprogram/dev/api/ui/scroll/wx.pageScrollTo.html
 */
export function scrollPage({ scrollTop, selector, offsetTop, duration }: Record<string, unknown>): void {
  const element = typeof selector === 'string' ? document.querySelector(selector) : null;
  const top = element
    ? element.getBoundingClientRect().top + window.scrollY + Number(offsetTop ?? 0)
    : Number(scrollTop ?? 0);
  window.scrollTo({ top, behavior: duration === 0 ? 'instant' : 'smooth' });
}
