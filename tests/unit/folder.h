/* folder: a folder of a test's own below /tmp, with whatever is in it. */
#ifndef TESTS_UNIT_FOLDER_H
#define TESTS_UNIT_FOLDER_H

extern char folder[64];

/* Makes an empty one with that word in its name; a failure fails the test. */
void		 folder_make(const char *test);

/* Removes it with all that it holds: 0, or -1. */
int		 folder_remove(void);

/* The path of a name in it: good until the fourth call from now. */
const char	*at(const char *name);

/* Writes a file, with the folder for each `@`. */
void		 folder_put(const char *name, const char *text);

#endif
