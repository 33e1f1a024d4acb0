import type { ReactNode } from "react";
import { env } from "../../lib/env.ts";
import { Page } from "../ui.tsx";
import { chapters, type Slug } from "./chapters.ts";

/** A page of the tutorial: its heading, its text, and the ways on. Reading needs no JavaScript. */
export function Chapter({ slug, title, children }: { slug: Slug; title: string; children: ReactNode }) {
  const index = chapters.findIndex((chapter) => chapter.slug === slug);
  const [before, after] = [chapters[index - 1], chapters[index + 1]];
  return (
    <Page title={env().title}>
      <Contents current={slug} />
      <article className="pb-14">
        <header className="mb-8">
          <p className="font-mono text-accent text-sm">
            {index + 1} · {chapters[index]?.name}
          </p>
          <h1 className="mt-2 max-w-3xl text-4xl sm:text-5xl">{title}</h1>
        </header>
        <div className="lesson">{children}</div>
        <nav
          aria-label="Next"
          className="mt-14 flex flex-wrap justify-between gap-4 border-line border-t pt-6"
        >
          <a href={before ? `/learn/${before.slug}` : "/learn"}>
            ← {before ? `${index}. ${before.name}` : "What PKCE protects against"}
          </a>
          <a href={after ? `/learn/${after.slug}` : "/learn/lab"}>
            {after ? `${index + 2}. ${after.name}` : "The lab: see it fail"} →
          </a>
        </nav>
      </article>
    </Page>
  );
}

/** All chapters in one line, to jump to any of them. */
export function Contents({ current }: { current?: Slug | "start" | "lab" }) {
  const links = [
    { slug: "start", href: "/learn", text: "Start" },
    ...chapters.map(({ slug, name }, index) => ({
      slug,
      href: `/learn/${slug}`,
      text: `${index + 1} ${name}`,
    })),
    { slug: "lab", href: "/learn/lab", text: "Lab" },
  ];
  return (
    <nav aria-label="Chapters" className="-mt-4 mb-10">
      <ul className="flex flex-wrap gap-x-5 gap-y-2 text-sm">
        {links.map(({ slug, href, text }) => (
          <li key={slug}>
            <a
              href={href}
              aria-current={slug === current ? "page" : undefined}
              className="text-muted no-underline hover:text-ink aria-[current]:font-semibold aria-[current]:text-accent"
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
