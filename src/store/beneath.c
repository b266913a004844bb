/* beneath: files opened without leaving a folder. */
#include "store/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef SYS_openat2
#include <linux/openat2.h>
#endif

#include "base/path.h"
#include "store/store.h"

/* O_PATH: a directory that may be searched need not be readable. */
#define OPEN_DIRECTORY	(O_PATH | O_DIRECTORY | O_CLOEXEC)

#define RENAME_TRIES	8 /* openat2 gives EAGAIN while others rename */

static bool use_openat2 = true;

void
beneath_use_openat2(bool use)
{
	use_openat2 = use;
}

bool
beneath_plain(const char *relative)
{
	const char *s = relative, *end;
	size_t bytes;

	for (;; s = end + 1) {
		end = strchrnul(s, '/');
		bytes = (size_t)(end - s);
		if (bytes == 0 || (bytes == 1 && s[0] == '.') ||
		    (bytes == 2 && s[0] == '.' && s[1] == '.'))
			return false;
		if (*end == '\0')
			return true;
	}
}

/* -1 with ENOSYS where the kernel, or its seccomp filter, lacks the call. */
static int
open_by_openat2(int directory, const char *relative, uint64_t resolve)
{
#ifdef SYS_openat2
	struct open_how how = { .flags = BENEATH_FILE, .resolve = resolve };
	int tries = 0;
	long fd = -1;

	errno = ENOSYS;
	if (!use_openat2)
		return -1;
	do
		fd = syscall(
		    SYS_openat2, directory, relative, &how, sizeof(how));
	while (fd == -1 &&
	    (errno == EINTR || (errno == EAGAIN && ++tries < RENAME_TRIES)));
	if (fd == -1 && errno == EPERM)
		errno = ENOSYS;
	return (int)fd;
#else
	(void)directory, (void)relative, (void)resolve;
	errno = ENOSYS;
	return -1;
#endif
}

/* One segment down; closes *at unless it is the borrowed one. */
static int
step_down(int *at, int borrowed, const char *segment, size_t bytes)
{
	char name[NAME_MAX + 1];
	int next = -1, error;

	if (bytes > NAME_MAX)
		errno = ENAMETOOLONG;
	else {
		memcpy(name, segment, bytes);
		name[bytes] = '\0';
		next = openat(*at, name, OPEN_DIRECTORY | O_NOFOLLOW);
	}
	error = errno;
	if (*at != borrowed)
		close(*at);
	errno = error;
	*at = next;
	return next == -1 ? -1 : 0;
}

/* Opens without following a link in any segment, by openat(2) alone. */
static int
open_by_walk(int directory, const char *relative)
{
	const char *slash;
	int at = directory, fd, error;

	while ((slash = strchr(relative, '/')) != NULL) {
		if (step_down(&at, directory, relative,
			(size_t)(slash - relative)) == -1)
			return -1;
		relative = slash + 1;
	}
	do
		fd = openat(at, relative, BENEATH_FILE | O_NOFOLLOW);
	while (fd == -1 && errno == EINTR);
	error = errno;
	if (at != directory)
		close(at);
	errno = error;
	return fd;
}

static int
open_without_links(int directory, const char *relative)
{
	int fd = -1;

	errno = ENOSYS;
#ifdef RESOLVE_BENEATH
	fd = open_by_openat2(
	    directory, relative, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
#endif
	if (fd == -1 && errno == ENOSYS)
		fd = open_by_walk(directory, relative);
	return fd;
}

/*
 * Opens a path that realpath(3) gave below one of its allowed folders; -1
 * with EXDEV if it is not below this one. The folder itself is the
 * operator's; below it nothing may have become a link meanwhile.
 */
static int
open_below(const char *real, const char *folder)
{
	char *root = realpath(folder, NULL);
	const char *rest = root != NULL ? path_rest(real, root) : NULL;
	int directory = -1, fd = -1, error = EXDEV;

	if (root == NULL && fault_may_pass(errno))
		error = errno;
	if (rest != NULL) {
		directory = open(root, OPEN_DIRECTORY);
		if (directory != -1)
			fd = open_without_links(directory, rest);
		error = errno;
	}
	if (directory != -1)
		close(directory);
	free(root);
	errno = error;
	return fd;
}

/* The slow way: where does the path end, and may it end there? */
static int
open_resolved(
    const char *root, const char *relative, char *const *follow, size_t nfollow)
{
	char *path, *real;
	size_t i;
	int fd, error;

	if (asprintf(&path, "%s/%s", root, relative) == -1) {
		errno = ENOMEM;
		return -1;
	}
	real = realpath(path, NULL);
	error = errno;
	free(path);
	errno = error;
	if (real == NULL)
		return -1;
	fd = open_below(real, root);
	for (i = 0; fd == -1 && errno == EXDEV && i < nfollow; i++)
		fd = open_below(real, follow[i]);
	error = errno;
	free(real);
	errno = error;
	return fd;
}

/* The quick way: links that stay inside the root, resolved by the kernel. */
static int
open_inside(const char *root, const char *relative)
{
	int fd = -1, error = ENOSYS;
#ifdef RESOLVE_BENEATH
	int directory = open(root, OPEN_DIRECTORY);

	if (directory == -1)
		return -1;
	fd = open_by_openat2(
	    directory, relative, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
	error = errno;
	close(directory);
#else
	(void)root, (void)relative;
#endif
	errno = error;
	return fd;
}

int
beneath_open(
    const char *root, const char *relative, char *const *follow, size_t nfollow)
{
	int fd;

	if (!beneath_plain(relative)) {
		errno = ENOENT;
		return -1;
	}
	fd = open_inside(root, relative);
	if (fd == -1 &&
	    (errno == EXDEV || errno == ELOOP || errno == ENOSYS ||
		errno == EAGAIN))
		fd = open_resolved(root, relative, follow, nfollow);
	return fd;
}
