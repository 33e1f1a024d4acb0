import type { ReactNode } from "react";
import { keyPage } from "../../lib/modelgates.ts";
import { Status } from "../ui.tsx";

const NOTICES: Record<string, string> = {
  made: "The new key is made, and ModelGates confirms its terms: they stand below.",
  made_otherwise:
    "The new key is made, but ModelGates gave it other terms than you asked for: what stands below counts. If you do not want it so, disconnect it, and delete it at ModelGates.",
  made_unconfirmed:
    "The new key is made and stored. ModelGates has not confirmed its terms yet: reload this page to ask again.",
  signed_out_others: "Every other session of yours is over.",
};

/** What has just been done, as the address names it; nothing for a name that is none. */
export function KeyNotice({ notice, hash }: { notice: unknown; hash: unknown }) {
  if (typeof notice !== "string") return null;
  if (notice === "disconnected") return <Status>{disconnected(hash)}</Status>;
  return Object.hasOwn(NOTICES, notice) ? <Status>{NOTICES[notice]}</Status> : null;
}

/** The address may say anything: a hash makes a link only when it is one, and only to the provider. */
function disconnected(hash: unknown): ReactNode {
  const known = typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash);
  return (
    <>
      <strong>Disconnected.</strong> The key is deleted here. At {known ? "ModelGates" : "its provider"} it
      still exists, and works for whoever has it:{" "}
      {known ? <a href={keyPage(hash)}>delete it there too</a> : "delete it in your key list there"}.
    </>
  );
}
