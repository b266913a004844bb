/* store_file: regular files as objects. */
#include "store/store_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/beneath.h"

#define BLOCK_BYTES	512	/* of st_blocks, on Linux */
#define PERMISSIONS	07777	/* of st_mode */
#define NO_SUCH_FILE	"no such dataset"

struct file {
	struct object	 object;	/* first: the ops cast it back */
	int		 fd;
	char		 name[32];	/* "/proc/self/fd/N" */
};

static ssize_t file_read(struct object *, void *, size_t, uint64_t);
static int file_stat(struct object *, struct version *);
static char *file_resolve(struct object *);
static void file_close(struct object *);

static const struct object_ops file_ops = {
	.read = file_read,
	.stat = file_stat,
	.resolve = file_resolve,
	.close = file_close,
};

static ssize_t
file_read(struct object *o, void *data, size_t bytes, uint64_t offset)
{
	if (offset > INT64_MAX)
		return 0; /* behind the end of any file */
	return pread(((struct file *)o)->fd, data, bytes, (off_t)offset);
}

static int
file_stat(struct object *o, struct version *version)
{
	struct stat st;

	if (fstat(((struct file *)o)->fd, &st) == -1)
		return -1;
	*version = version_of(&st);
	return 0;
}

/*
 * What /proc says of the descriptor: a path without links, in one call where
 * realpath(3) needs one for each folder. NULL: it says nothing, or the path is
 * too long for it.
 */
static char *
real_name(const struct file *file)
{
	char real[PATH_MAX];
	ssize_t n = readlink(file->name, real, sizeof(real));

	if (n <= 0 || n == sizeof(real) || real[0] != '/')
		return NULL;
	return strndup(real, (size_t)n);
}

/*
 * By /proc, which knows what was opened, whatever its names lead to now; where
 * there is none the path will do. A file that was replaced, renamed or removed
 * since is not the one that is there.
 */
static char *
file_resolve(struct object *o)
{
	char *path = real_name((struct file *)o);
	struct version there;
	struct stat st;

	if (path == NULL && (path = realpath(o->path, NULL)) == NULL)
		return NULL;
	if (lstat(path, &st) == 0) {
		there = version_of(&st);
		if (version_equal(&there, &o->version))
			return path;
	}
	free(path);
	return NULL;
}

static void
file_close(struct object *o)
{
	struct file *file = (struct file *)o;

	close(file->fd);
	free(o->path);
	free(file);
}

/* An errno of open(2) that tells something else than "cannot be read". */
static const struct refusal {
	int		 error;
	bool		 missing;
	const char	*detail;	/* NULL: what strerror(3) says */
} refusals[] = {
	{ ENOENT, true, NULL },
	{ ENOTDIR, true, NULL },
	{ ENAMETOOLONG, true, NULL },
	{ EXDEV, false, "a symbolic link leads out of path and follow" },
	{ ELOOP, false,
	    "symbolic links go round, or were changed just now" },
	{ ENXIO, false, "not a regular file" },
	{ EISDIR, false, "not a regular file" },
};

static const struct refusal *
refusal_find(int error)
{
	size_t i;

	for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (refusals[i].error == error)
			return &refusals[i];
	return NULL;
}

/* Why there is no object: what errno says, for the client and for the log. */
static void
open_fault(const char *path, int error, bool *missing, struct fault *fault)
{
	const struct refusal *refusal = refusal_find(error);

	if (refusal != NULL && refusal->missing && missing != NULL)
		*missing = true;
	else if (refusal != NULL)
		fault_detail(fault, FAULT_NOT_FOUND, NO_SUCH_FILE, "%s: %s",
		    path, refusal->detail != NULL ? refusal->detail :
		    strerror(error));
	else if (error == ENOMEM)
		fault_nomem(fault);
	else
		store_cannot_read(path, "", error, fault);
}

/* Owns path (NULL: no memory) and fd (-1 with errno: not opened). */
static struct object *
file_new(char *path, int fd, bool *missing, struct fault *fault)
{
	struct file *file = NULL;
	struct stat st;
	int error = errno;

	if (path == NULL)
		error = ENOMEM;
	else if (fd == -1 || fstat(fd, &st) == -1)
		error = fd == -1 ? error : errno;
	else if (!S_ISREG(st.st_mode))
		error = EISDIR;
	else if ((file = calloc(1, sizeof(*file))) == NULL)
		error = ENOMEM;
	if (file == NULL) {
		open_fault(path, error, missing, fault);
		if (fd != -1)
			close(fd);
		free(path);
		return NULL;
	}
	file->object.ops = &file_ops;
	file->object.version = version_of(&st);
	file->object.allocated = (uint64_t)st.st_blocks * BLOCK_BYTES;
	file->object.mode = st.st_mode & PERMISSIONS;
	file->object.path = path;
	file->fd = fd;
	snprintf(file->name, sizeof(file->name), "/proc/self/fd/%d", fd);
	return &file->object;
}

static int
open_retry(const char *path)
{
	int fd;

	do
		fd = open(path, BENEATH_FILE);
	while (fd == -1 && errno == EINTR);
	return fd;
}

struct object *
file_open(const char *path, bool *missing, struct fault *fault)
{
	char *copy = strdup(path);
	int fd = copy != NULL ? open_retry(path) : -1;

	if (missing != NULL)
		*missing = false;
	return file_new(copy, fd, missing, fault);
}

struct object *
file_open_beneath(const char *root, const char *relative, char *const *follow,
    size_t nfollow, bool *missing, struct fault *fault)
{
	char *path;
	int fd = -1;

	if (missing != NULL)
		*missing = false;
	if (asprintf(&path, "%s/%s", root, relative) == -1)
		path = NULL;
	errno = ENOMEM;
	if (path != NULL)
		fd = beneath_open(root, relative, follow, nfollow);
	return file_new(path, fd, missing, fault);
}
