import type { ReactNode } from "react";
import { Form } from "./form.tsx";
import { Button, inputClass } from "./ui.tsx";

/** The connection that pays, as much of it as a script need know. */
export interface Payer {
  id: string;
}

interface Props {
  /** Where to go afterwards; left out, to the chat. */
  returnTo?: string | undefined;
  /** Connect this one anew: it keeps its place and its name. */
  connection?: Payer;
  /** Whether to ask what the key is to be called. */
  named?: boolean;
  children?: ReactNode;
}

/** The beginning of the flow: a form that leads to the provider. */
export function Connect({ returnTo, connection, named, children = "Connect ModelGates" }: Props) {
  return (
    <Form action="/auth/connect" className="flex flex-wrap items-end gap-3">
      {returnTo && <input type="hidden" name="return_to" value={returnTo} />}
      {connection && <input type="hidden" name="connection" value={connection.id} />}
      {named && (
        <label className="min-w-0 flex-1 basis-56 text-sm">
          Name of the key, if you like
          <input name="key_label" maxLength={100} autoComplete="off" className={`mt-1 ${inputClass}`} />
        </label>
      )}
      <Button>{children}</Button>
    </Form>
  );
}
