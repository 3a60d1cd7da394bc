import type { TestPlatform } from '@ai-finops/testkit';
import { answersAbout, type Bill, generatedBill } from '../federated-question';
import { sampleBill } from '../sample-bill';

const sample = sampleBill();
const published: Bill[] = sample
  ? [
      {
        title: 'the FOCUS 1.0 sample',
        file: async () => sample,
        period: { from: '2024-09-01', to: '2024-10-01' },
      },
    ]
  : [];

/** Of periods that do not meet: each is asked for beside the other. */
export function federation(running: () => TestPlatform): void {
  describe.each([generatedBill, ...published])('one federated question about $title', (bill) => {
    answersAbout(bill, running);
  });
}
