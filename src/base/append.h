/* append: files that lines are appended to, by several processes at once. */
#ifndef BASE_APPEND_H
#define BASE_APPEND_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Opens a file for appending, and makes it where there is none (mode 0640). A
 * FIFO that nobody reads is ENXIO, and no wait. A descriptor, or -1 with errno.
 */
int	append_open(const char *path);

/* A file whose lines count: what cannot be written is an error. */
struct append {
	int	 fd;
	char	*path;		/* NULL: not open */
	bool	 torn;		/* its last line is a half one */
};

/*
 * Opens `path`, or again where another file has that name by now, as after a
 * rotation. 0, or -1 with errno, and nothing is open then.
 */
int	append_follow(struct append *, const char *path);

/*
 * All bytes by one write(2), so lines of several processes do not mix. 0, or -1
 * with errno; of a line that a full disk took in part the next one is kept
 * apart.
 */
int	append_line(struct append *, const char *line, size_t bytes);
void	append_close(struct append *);

#endif
