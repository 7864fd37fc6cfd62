import { compileWxss } from './compile-wxss';

const compile = (wxss: string, others: Record<string, string> = {}) =>
  compileWxss(new Map(Object.entries({ 'pages/a/a.wxss': wxss, ...others })), ['pages/a/a.wxss'], '/files/');

it('counts rpx as a 750th of the page, also in calc and below zero', () => {
  expect(compile('.a{margin:-15rpx;width:calc(100% - 7.5rpx*2);height:.5rpx}')).toBe(
    '.a{margin:-2vw;width:calc(100% - 1vw*2);height:0.06666666666666667vw}',
  );
});

it('leaves alone what only looks like rpx', () => {
  expect(compile('.a15rpx{background:url(data:image/png;base64,1rpxA)}')).toContain('.a15rpx');
});

it('gives tags the prefix that they have here, and takes the page for the body', () => {
  expect(compile('page,view.b>text:first-child,button::after,#view{}')).toBe(
    'body,wx-view.b>wx-text:first-child,wx-button::after,#view{}',
  );
});

it('keeps the words of :nth-child, of keyframes and of attributes', () => {
  const wxss = '.a:nth-child(odd){}@keyframes k{from{top:0}to{top:10px}}.b[type=text]{}';
  expect(compile(wxss)).toBe(wxss);
});

it('follows the phone’s colour scheme, not the browser’s, without a change of weight', () => {
  expect(compile('@media (prefers-color-scheme: dark){page{color:red}.b,.c{top:0}}')).toBe(
    ":where([data-theme='dark']) body{color:red}:where([data-theme='dark']) .b,:where([data-theme='dark']) .c{top:0}",
  );
  expect(compile('@media (min-width: 300px) and (prefers-color-scheme:light){.b{}}')).toBe(
    "@media (min-width: 300px){:where([data-theme='light']) .b{}}",
  );
});

it('takes safe areas from the phone', () => {
  expect(compile('.a{padding:env(safe-area-inset-bottom, 3px) constant(safe-area-inset-top)}')).toBe(
    '.a{padding:var(--safe-area-inset-bottom, 3px) var(--safe-area-inset-top)}',
  );
});

it('puts imports in their places, each file’s urls by its own folder, and survives a circle', () => {
  const others = {
    'common/x.wxss': '@import "./y.wxss";.x{background:url("x.png")}',
    'common/y.wxss': '@import "/pages/a/a.wxss";.y{}',
  };
  expect(compile('@import "../../common/x.wxss";.a{background:url(/b.png)}', others)).toBe(
    '\n.y{}\n.x{background:url("/files/common/x.png")}\n.a{background:url("/files/b.png")}',
  );
});

it('names the file that is broken', () => {
  expect(() => compile('.a{')).toThrow(/pages\/a\/a\.wxss:1:1: Unclosed block/);
});
