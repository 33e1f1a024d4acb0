import { useEffect, useState, useSyncExternalStore } from "react";
import { openConversation } from "./conversation.ts";

/** The conversation of this tab: what there is to see, and what can be done. It outlives a reload. */
export function useConversation(setting: Parameters<typeof openConversation>[0]) {
  const [conversation] = useState(() => openConversation(setting));
  const state = useSyncExternalStore(conversation.subscribe, conversation.read, conversation.read);

  useEffect(() => {
    conversation.restore();
    // A phone may end a hidden page without another word.
    const keep = () => document.visibilityState === "hidden" && conversation.keep();
    document.addEventListener("visibilitychange", keep);
    window.addEventListener("pagehide", conversation.keep);
    return () => {
      document.removeEventListener("visibilitychange", keep);
      window.removeEventListener("pagehide", conversation.keep);
    };
  }, [conversation]);
  return [state, conversation] as const;
}
