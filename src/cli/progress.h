/* progress: one line on a terminal that says how far a long command is. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct progress {
	bool		 shown;	/* is there a terminal to show it on */
	bool		 dirty;	/* the line stands there */
	struct timespec	 began;
	struct timespec	 last;
};

/* Only if standard error is a terminal and nothing else is printed there. */
void	progress_start(struct progress *, bool quiet);

/* "COUNT WHAT, RATE a second"; a few times a second at most. */
void	progress_tell(struct progress *, size_t count, const char *what);

/* Takes the line away before something else is printed. */
void	progress_clear(struct progress *);

#endif
