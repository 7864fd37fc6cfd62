import { useEffect, useRef, useState } from 'react';
import { usePhone, usePhoneState } from '../phone-context';
import { CapsuleMenu } from './capsule-menu';
import { DialogOverPage } from './dialogs';
import { NavigationBar } from './navigation-bar';
import { Toast } from './toast';

/** The mini-program on the screen: its bar, its pages, and what lies over them. */
export function AppScreen({ covered }: { covered: boolean }) {
  const phone = usePhone();
  const { bar, dialog, toast, foreground } = usePhoneState();
  const pages = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<string>();
  // A menu belongs to the mini-program that it was opened over.
  const menuOpen = menu !== undefined && menu === foreground?.appId && !covered;
  useEffect(() => phone.mountPages(pages.current!), [phone]);
  return (
    <div className="app" inert={covered}>
      <div className="app-below" inert={dialog !== undefined || menuOpen}>
        <NavigationBar onMenu={() => setMenu(foreground?.appId)} />
        <div className="app-pages" data-hidden-bar={bar?.hidden ?? false} ref={pages} />
      </div>
      {toast && <Toast icon={toast.icon} title={toast.title} />}
      {!covered && dialog && <DialogOverPage dialog={dialog} />}
      {menuOpen && foreground && <CapsuleMenu app={foreground} onClose={() => setMenu(undefined)} />}
    </div>
  );
}
