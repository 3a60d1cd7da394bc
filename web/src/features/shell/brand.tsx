import Link from 'next/link';

export function Brand() {
  return (
    <Link href="/" className="flex items-center gap-2 font-semibold" prefetch={false}>
      <svg viewBox="0 0 24 24" aria-hidden className="size-6">
        <rect width="24" height="24" rx="6" className="fill-primary" />
        <path
          d="M6 18v-5h3v5zM10.5 18v-8h3v8zM15 18v-12h3v12z"
          className="fill-primary-foreground"
        />
      </svg>
      <span className="whitespace-nowrap">AI-FinOps</span>
    </Link>
  );
}
