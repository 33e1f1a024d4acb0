import { env } from "../lib/env.ts";
import { buttonClass, Page } from "./ui.tsx";

/** The 404 of every unknown address. */
export default function NotFound() {
  return (
    <Page title={env().title}>
      <h1 className="text-4xl">There is no page at this address.</h1>
      <p className="mt-4 mb-8 text-muted">Nothing was changed.</p>
      <a href="/" className={buttonClass()}>
        Back to the home page
      </a>
    </Page>
  );
}
