"use client";

import { type ComponentProps, useEffect, useState } from "react";

/**
 * A form that posts to one of this app's routes, with or without JavaScript. With it, the second of two quick presses is
 * dropped, and the button shows that the first is under way.
 */
export function Form(props: Omit<ComponentProps<"form">, "method" | "onSubmit"> & { action: string }) {
  const [busy, setBusy] = useState(false);

  // Whoever comes back by the back button may send again.
  useEffect(() => {
    const wake = () => setBusy(false);
    window.addEventListener("pageshow", wake);
    return () => window.removeEventListener("pageshow", wake);
  }, []);

  return (
    <form
      {...props}
      method="post"
      aria-busy={busy}
      onSubmit={(event) => {
        if (busy) event.preventDefault();
        setBusy(true);
      }}
    />
  );
}
