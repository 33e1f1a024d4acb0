"use client";

import { Button, buttonClass } from "./ui.tsx";

/** A page failed while it was rendered, most often because the database is away. */
export default function ErrorPage({ retry }: { retry: () => void }) {
  return (
    <main className="mx-auto w-full max-w-5xl px-5 py-14 sm:px-8">
      <h1 className="text-4xl">This page could not be shown.</h1>
      <p className="mt-4 mb-8 text-muted">The fault is ours. Your key was not touched.</p>
      <div className="flex flex-wrap gap-3">
        <Button type="button" onClick={retry}>
          Try again
        </Button>
        <a href="/" className={buttonClass("quiet")}>
          Back to the home page
        </a>
      </div>
    </main>
  );
}
