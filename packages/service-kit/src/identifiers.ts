const ID = /^[\w-]{1,128}$/;

/** False for a text that cannot be any record's id, so that nothing odd reaches the database. */
export const isId = (text: string): boolean => ID.test(text);
