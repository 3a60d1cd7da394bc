import { Download } from 'lucide-react';
import { type FileFormat, FORMAT_NAMES, FORMATS } from './file-formats';

interface DownloadLinksProps {
  /** What the files hold, as in "Download these costs as CSV". */
  readonly what: string;
  readonly hrefOf: (format: FileFormat) => string;
}

/** Plain links to files: the browser itself fetches them and shows how that goes. */
export function DownloadLinks({ what, hrefOf }: DownloadLinksProps) {
  return (
    <ul aria-label="Downloads" className="flex flex-wrap items-center gap-x-1 text-sm">
      <li aria-hidden className="mr-1 text-muted-foreground">
        <Download className="size-4" />
      </li>
      {FORMATS.map((format) => (
        <li key={format}>
          <a
            href={hrefOf(format)}
            className="block rounded-md px-1.5 py-1 font-medium text-primary hover:bg-muted hover:underline"
          >
            <span className="sr-only">Download {what} as </span>
            {FORMAT_NAMES[format]}
          </a>
        </li>
      ))}
    </ul>
  );
}
