/** A menu at a place of the window: what was pointed at, or has the focus. */
import { Menu } from '@base-ui/react/menu';
import { type ReactNode, useRef } from 'react';

interface PointMenuProps {
  readonly label: string | undefined;
  /** null = closed; the last place is kept while it fades out. */
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly className?: string;
  readonly onClose: () => void;
  /** After it is gone, and the focus is back where it was. */
  readonly onClosed?: () => void;
  readonly children: ReactNode;
}

export function PointMenu({ label, at, className, onClose, onClosed, children }: PointMenuProps) {
  const anchor = useRef({ getBoundingClientRect: () => new DOMRect() });
  if (at !== null) {
    const { x, y } = at;
    anchor.current = { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) };
  }
  return (
    <Menu.Root
      open={at !== null}
      modal={false}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      onOpenChangeComplete={(isOpen) => {
        if (!isOpen) onClosed?.();
      }}
    >
      <Menu.Portal>
        <Menu.Positioner
          className="menu-positioner"
          anchor={anchor.current}
          side="bottom"
          align="start"
          sideOffset={2}
        >
          <Menu.Popup
            className={className === undefined ? 'menu' : `menu ${className}`}
            aria-label={label}
          >
            {children}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
