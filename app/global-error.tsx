"use client";

import "./globals.css";
import ErrorPage from "./error.tsx";

/** The same when even the layout failed: it must bring its own document. */
export default function GlobalError(props: { retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something failed</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <ErrorPage {...props} />
      </body>
    </html>
  );
}
