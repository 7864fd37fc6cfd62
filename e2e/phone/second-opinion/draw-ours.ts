/// <reference lib="dom" />

import type { FromView, ToView } from '@contract-kit/phone/testing';
import { buildAssets, viewDocument, WeappPackage } from '@contract-kit/phone/testing';
import type { BrowserContext } from 'playwright-core';
import { startLocalServer } from '../../kit/local-server';
import { type Drawn, readElements } from './read-elements';
import type { Shot } from './take-shot';

/** Fills the window, as it fills the phone's screen. */
const around =
  '<!doctype html><style>iframe { position: fixed; inset: 0; width: 100%; height: 100%; border: 0 }</style>';

/** Draws pages with our runtime: in an iframe, told what to show by the document around it, as on the simulator's phone. */
export async function ourDrawing(folder: string, context: BrowserContext) {
  const weapp = new WeappPackage(folder);
  const files = await filesFor(weapp);
  const server = await startLocalServer(({ url }, response) => {
    const [type, content] = files.get(url!) ?? [];
    response.writeHead(type ? 200 : 404, { 'content-type': `text/${type ?? 'plain'}; charset=utf-8` });
    response.end(content);
  });
  const page = await context.newPage();
  await page.goto(server.url);

  return {
    async draw(shot: Shot): Promise<Drawn> {
      const address = addressOf(weapp, shot.path);
      expect(await page.evaluate(openPage, { address, shot })).toEqual([]);
      const frame = page.frames().find((one) => one !== page.mainFrame());
      return frame!.evaluate(readElements);
    },
    close: server.close,
  };
}

const addressOf = ({ version }: WeappPackage, path: string) => `/packages/${version}/pages/${path}`;

/** By their addresses, as the simulator's own server has them: type and content. */
async function filesFor(weapp: WeappPackage) {
  const assets = await buildAssets();
  return new Map<string, [string, string | Buffer]>([
    ['/', ['html', around]],
    ['/assets/view.js', ['javascript', assets.get('view.js')!]],
    ['/assets/view.css', ['css', assets.get('view.css')!]],
    [`/packages/${weapp.version}/templates.js`, ['javascript', weapp.templates]],
    ...weapp.pages.flatMap((path): [string, [string, string]][] => [
      [`/packages/${weapp.version}/styles/${path}`, ['css', weapp.styles(path)!]],
      [addressOf(weapp, path), ['html', viewDocument(weapp.view(path)!, weapp.version)]],
    ]),
  ]);
}

/** In the browser, where it has nothing of this file. Resolves, once the page is drawn, to what our runtime cannot draw. */
function openPage({ address, shot }: { address: string; shot: Shot }): Promise<string[]> {
  const { path, data, look } = shot;
  document.querySelector('iframe')?.remove();
  const frame = document.createElement('iframe');
  const say = (message: ToView) => frame.contentWindow!.postMessage(message, location.origin);
  const complaints: string[] = [];
  return new Promise((resolve) => {
    const hear = ({ data: message, source }: MessageEvent<FromView>) => {
      if (source !== frame.contentWindow) return;
      if (message.type === 'complaint') complaints.push(message.text);
      if (message.type === 'ready') {
        const page = { webviewId: 1, path, query: {}, data, isTabBar: false };
        say({ type: 'open', page, appearance: look });
      }
      if (message.type === 'opened') {
        window.removeEventListener('message', hear);
        resolve(complaints);
      }
    };
    window.addEventListener('message', hear);
    frame.src = address;
    document.body.append(frame);
  });
}
