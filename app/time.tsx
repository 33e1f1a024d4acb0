"use client";

import { useEffect, useState } from "react";

/** A moment: in UTC from the server, which does not know the reader's time zone, and in that zone once the script runs. */
export function Time({ iso }: { iso: string }) {
  const [text, setText] = useState(`${iso.slice(0, 16).replace("T", " ")} UTC`);
  useEffect(() => {
    setText(new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }));
  }, [iso]);
  return <time dateTime={iso}>{text}</time>;
}
