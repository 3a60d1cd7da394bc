'use client';

import { Button } from '@/components/ui/button';

const PROMPTS = [
  'What did we spend last month?',
  'What are the top 5 services this year?',
  'Compare last month with the month before by service provider',
  'How did our costs develop by month over the last 12 months?',
];

interface PromptsProps {
  readonly onAsk: (question: string) => Promise<boolean>;
}

export function Prompts({ onAsk }: PromptsProps) {
  return (
    <div className="grid gap-3">
      <p className="text-muted-foreground">
        Answers come from your own bills, with the query that was run and a link to the same view.
      </p>
      <ul className="flex flex-wrap gap-2" aria-label="Suggested questions">
        {PROMPTS.map((prompt) => (
          <li key={prompt}>
            <Button
              variant="outline"
              size="small"
              className="h-auto min-h-8 whitespace-normal py-1.5 text-left"
              onClick={() => void onAsk(prompt)}
            >
              {prompt}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
