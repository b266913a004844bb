/* beneath: opens a file below a folder, links and races notwithstanding. */
#ifndef STORE_BENEATH_H
#define STORE_BENEATH_H

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>

/* How files are opened: no waiting for a FIFO, no terminal taken. */
#define BENEATH_FILE	(O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)

/*
 * Opens `relative` below `root`. Symbolic links may end below root or below
 * one of the nfollow folders: for the kernel in one openat2(2) where it can,
 * else by the real path, opened below its folder without any link. A file
 * descriptor, or -1 with errno: EXDEV if a link leads elsewhere, ELOOP if
 * links go round or were changed meanwhile, ENOENT if `relative` is not
 * plain, else as open(2).
 */
int	beneath_open(const char *root, const char *relative,
	    char *const *follow, size_t nfollow);

/* Not empty, no leading or trailing slash, no empty, `.` or `..` segment. */
bool	beneath_plain(const char *relative);

/* For tests: false makes it work as on a kernel without openat2(2). */
void	beneath_use_openat2(bool);

#endif
