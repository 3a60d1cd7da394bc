import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** Characters of one event: what is told again and again is small. */
const MOST_EVENT_CHARACTERS = 4 * 1024 * 1024;

/**
 * The data of the events `next` of a stream in the protocol graphql-sse, until its event `complete`. Errors for
 * an event beyond the limit, and for a stream that ends without having said so.
 */
export async function* readEvents(
  chunks: AsyncIterable<string>,
  mostCharacters = MOST_EVENT_CHARACTERS,
): AsyncGenerator<string, void> {
  const arrived: EventSourceMessage[] = [];
  let tooLong = false;
  const parser = createParser({
    maxBufferSize: mostCharacters,
    onEvent: (event) => arrived.push(event),
    onError: ({ type }) => {
      tooLong ||= type === 'max-buffer-size-exceeded';
    },
  });
  for await (const chunk of chunks) {
    parser.feed(chunk);
    for (const { event, data } of arrived.splice(0)) {
      if (event === 'complete') return;
      if (event === 'next') yield data;
    }
    if (tooLong) throw new Error('An event is too long.');
  }
  throw new Error('The events ended without an end.');
}
