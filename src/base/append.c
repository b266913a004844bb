#include "base/append.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPEND_MODE	0640

/*
 * O_NONBLOCK: opening a FIFO that nobody reads must not hold the process. It
 * stays on a FIFO, where a slow reader loses whole lines: those up to PIPE_BUF
 * bytes are written as one or not at all.
 */
int
append_open(const char *path)
{
	struct stat st;
	int fd, flags, saved;

	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY |
	    O_NONBLOCK, APPEND_MODE);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && (flags = fcntl(fd, F_GETFL)) != -1 &&
	    (S_ISFIFO(st.st_mode) ||
	    fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) != -1))
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

void
append_close(struct append *a)
{
	if (a->path != NULL)
		close(a->fd);
	free(a->path);
	a->path = NULL;
}

/* Is the open file the one that has this name now? */
static bool
is_current(const struct append *a, const char *path)
{
	struct stat open, named;

	return a->path != NULL && strcmp(a->path, path) == 0 &&
	    fstat(a->fd, &open) == 0 && stat(path, &named) == 0 &&
	    open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

int
append_follow(struct append *a, const char *path)
{
	if (is_current(a, path))
		return 0;
	append_close(a);
	if ((a->path = strdup(path)) == NULL)
		return -1;
	a->torn = false;
	if ((a->fd = append_open(path)) != -1)
		return 0;
	free(a->path);
	a->path = NULL;
	return -1;
}

/* Ends the half line of a full disk once there is room again. */
static int
mend(struct append *a)
{
	if (a->torn && write(a->fd, "\n", 1) != 1)
		return -1;
	a->torn = false;
	return 0;
}

int
append_line(struct append *a, const char *line, size_t bytes)
{
	ssize_t n;

	if (mend(a) == -1)
		return -1;
	do
		n = write(a->fd, line, bytes);
	while (n == -1 && errno == EINTR);
	if (n < 0 || (size_t)n == bytes)
		return n < 0 ? -1 : 0;
	/* The disk took a part; the next line must not be glued to it. */
	a->torn = true;
	errno = ENOSPC;
	return -1;
}
