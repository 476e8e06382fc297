import { type ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Button } from "./parts.tsx";
import { strings } from "./strings.ts";

/** A dialog over the page, from which Escape leads back. */
export function Dialog({ title, open, onClose, children }: { title: string; open: boolean; onClose: () => void; children: ReactNode }) {
  return (
    <ModalOverlay className="veil" isOpen={open} isDismissable onOpenChange={(o) => { if (!o) onClose(); }}>
      <Modal className="dialog-room">
        <AriaDialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2}>{title}</Heading>
            <Button look="plain" small onPress={onClose}>{strings.close}</Button>
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
