import { startTransition, useEffect, useState } from "react";
import { colour, type Token } from "../../tokens.tsx";
import { Copy } from "../copy.tsx";
import { Scroller } from "./scroller.tsx";

interface Props {
  code: string;
  language: string;
  /** More of it may come. */
  open: boolean;
}

/** Code with its language, a way to copy it and, once it is complete, colours. */
export function Code({ code, language, open }: Props) {
  const tokens = useTokens(code, language, open);
  return (
    <figure className="code">
      <figcaption>
        <span>{language || "text"}</span>
        <Copy text={code} what="the code" />
      </figcaption>
      <Scroller label={`Code: ${language || "text"}`}>
        <pre>
          <code>{tokens ? tokens.map(colour) : code}</code>
        </pre>
      </Scroller>
    </figure>
  );
}

/** The highlighter is fetched on demand. Without it (the network is gone), the code stays plain. */
function useTokens(code: string, language: string, open: boolean): Token[] | null {
  const [tokens, setTokens] = useState<Token[] | null>(null);
  useEffect(() => {
    if (open || !language) return;
    let current = true;
    import("./highlight.ts")
      .then(({ highlight }) => highlight(code, language.toLowerCase()))
      .then((found) => current && startTransition(() => setTokens(found)))
      .catch(() => {});
    return () => {
      current = false;
      setTokens(null);
    };
  }, [code, language, open]);
  return tokens;
}
