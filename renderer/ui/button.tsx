/** Buttons with a tooltip that names the key. */
import { Tooltip } from '@base-ui/react/tooltip';
import type { ButtonHTMLAttributes, ReactNode } from 'react';

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label'> {
  /** Accessible name and tooltip. */
  readonly label: string;
  /** Shown in the tooltip, e.g. `Space`. */
  readonly keys?: string;
  /** Text of the tooltip where it says more than the name. */
  readonly hint?: string;
  readonly children: ReactNode;
}

/** Escape closes a dialog also while the tooltip of a button in it is shown. */
function leaveDialogToo(details: Tooltip.Root.ChangeEventDetails): void {
  const { target } = details.event;
  if (details.reason !== 'escape-key' || !(target instanceof Element)) return;
  if (target.closest('[role="dialog"]') !== null) details.allowPropagation();
}

export function IconButton({ label, keys, hint, children, ...rest }: IconButtonProps) {
  return (
    <Tooltip.Root onOpenChange={(_isOpen, details) => leaveDialogToo(details)}>
      <Tooltip.Trigger render={<button type="button" aria-label={label} {...rest} />}>
        {children}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="tooltip-positioner">
          <Tooltip.Popup className="tooltip">
            {hint ?? label}
            {keys !== undefined && <kbd>{keys}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
