import { type RefObject, useEffect, useState } from "react";

const NAME = "draft";

/** What stands in the composer. It outlives the way to the provider and back, in this tab alone. */
export function useDraft(composer: RefObject<HTMLTextAreaElement | null>) {
  const [draft, show] = useState("");

  // Whoever was quicker than the script has typed already.
  useEffect(() => show(composer.current?.value || sessionStorage.getItem(NAME) || ""), [composer]);

  function setDraft(text: string) {
    sessionStorage.setItem(NAME, text);
    show(text);
  }
  return [draft, setDraft] as const;
}
