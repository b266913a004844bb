/* progress: one line on a terminal that says how far a long command is. */
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#define INTERVAL 0.2 /* seconds */

void
progress_start(struct progress *p, bool quiet)
{
	p->shown = !quiet && isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	p->dirty = false;
	clock_gettime(CLOCK_MONOTONIC, &p->began);
	p->last = p->began;
}

static double
seconds(const struct timespec *from, const struct timespec *to)
{
	return (double)(to->tv_sec - from->tv_sec) +
	    (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

void
progress_tell(struct progress *p, size_t count, const char *what)
{
	struct timespec now;
	double since;

	if (!p->shown)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	since = seconds(&p->began, &now);
	if (seconds(&p->last, &now) < INTERVAL)
		return;
	p->last = now;
	p->dirty = true;
	fprintf(stderr, "\r\033[K%zu %s, %.0f a second", count, what,
	    (double)count / since);
}

void
progress_clear(struct progress *p)
{
	if (p->dirty)
		fputs("\r\033[K", stderr);
	p->dirty = false;
}
