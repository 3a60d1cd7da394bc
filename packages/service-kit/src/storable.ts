/** True for text that Postgres can keep: no NUL and no half of a surrogate pair. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** Why a text that is not storable is refused. */
export const NOT_STORABLE = 'has characters that cannot be stored';
